using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Bench.Admission;

namespace Graft.Bench.Micro;

/// <summary>What reading an AdmissionReview of some 9 kB costs, by its parts.</summary>
public class AdmissionBenchmarks
{
    private byte[] _body = [];
    private JsonElement _shoot;
    private Shoot _typed = new();

    [GlobalSetup]
    public void Setup()
    {
        _body = Reviews.All("kata-containers")[1].Body;
        var review = JsonSerializer.Deserialize(_body, ApiJson.Context.AdmissionReview)!;
        _shoot = review.Request!.Object!.Value;
        _typed = DecodeShoot();
    }

    [Benchmark]
    public AdmissionReview DecodeReview() => JsonSerializer.Deserialize(_body, ApiJson.Context.AdmissionReview)!;

    [Benchmark]
    public Shoot DecodeShoot() => _shoot.Deserialize(ApiJson.Context.Shoot)!;

    [Benchmark]
    public JsonElement EncodeSpecification() =>
        JsonSerializer.SerializeToElement(_typed.Spec!, ApiJson.Context.ShootSpec);
}
