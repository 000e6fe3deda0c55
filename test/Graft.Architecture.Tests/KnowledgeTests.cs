using System.Text.RegularExpressions;
using Graft.Testing;

namespace Graft.Architecture.Tests;

/// <summary>What a room must not know, searched for in its sources.</summary>
public sealed partial class KnowledgeTests
{
    [Theory]
    [InlineData("Graft.Gardenlet")]
    [InlineData("Graft.Node")]
    [InlineData("Graft.ResourceManager")]
    [InlineData("Graft.Extensions")]
    [InlineData("Graft.Kubernetes")]
    [InlineData("Graft.Kubernetes.Embedded")]
    public void The_core_knows_no_container_runtime_by_name(string room)
    {
        Assert.All(SourcesOf(room), file => Assert.DoesNotMatch(RuntimeNames(), File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("Graft.Gardenlet")]
    [InlineData("Graft.Extensions")]
    public void The_core_knows_no_operating_system_by_name(string room)
    {
        Assert.All(SourcesOf(room), file => Assert.DoesNotMatch(OperatingSystemNames(), File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("Graft.Kubernetes")]
    [InlineData("Graft.Kubernetes.Embedded")]
    public void The_Kubernetes_layer_knows_no_Gardener(string room)
    {
        Assert.All(
            SourcesOf(room),
            file => Assert.DoesNotContain("gardener", File.ReadAllText(file), StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public void The_search_reads_sources()
    {
        Assert.True(SourcesOf("Graft.Api").Count > 100);
        Assert.Matches(RuntimeNames(), "a gVisor sandbox");
        Assert.Matches(OperatingSystemNames(), "on Ubuntu");
    }

    private static IReadOnlyList<string> SourcesOf(string room) =>
        Directory.GetFiles(Repository.File("src", room), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex("gvisor|runsc|kata", RegexOptions.IgnoreCase)]
    private static partial Regex RuntimeNames();

    // Letter case counts: IsUsed and RunAsUser name no operating system.
    [GeneratedRegex(@"[Uu]buntu|[Cc]ore[Oo][Ss]|[Ff]latcar|\bsuse|Suse|SuSE|SUSE")]
    private static partial Regex OperatingSystemNames();
}
