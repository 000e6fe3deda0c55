using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Graft.Kubernetes.Patches;

namespace Graft.Bench.Micro;

/// <summary>The patch between two versions of an object, which differ in one status.</summary>
public class MergePatchBenchmarks
{
    private JsonObject _before = [];
    private JsonObject _after = [];
    private JsonObject _patch = [];

    /// <summary>About how many bytes the object's JSON has.</summary>
    [Params(2_000, 20_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _before = Documents.OfSize(Size);
        _after = (JsonObject)_before.DeepClone();
        _after["status"]!["phase"] = "Ready";
        _after["metadata"]!["annotations"]!["note"] = "changed";
        _patch = MergePatch.Create(_before, _after)!;
    }

    [Benchmark(Baseline = true)]
    public JsonNode Clone() => _before.DeepClone();

    [Benchmark]
    public JsonObject? Create() => MergePatch.Create(_before, _after);

    [Benchmark]
    public JsonObject Apply() => MergePatch.Apply(_before, _patch);
}
