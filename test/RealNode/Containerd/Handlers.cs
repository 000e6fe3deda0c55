using System.Text.Json.Nodes;
using Graft.Containerd.Protocol;

namespace RealNode.Containerd;

/// <summary>What containerd itself says about its handlers.</summary>
internal static class Handlers
{
    /// <summary>The names of the handlers that are served, in order: from the list, or of older releases from the details.</summary>
    public static async Task<IReadOnlyList<string>> ServedByAsync(PrivateNode node)
    {
        var status = await node.Cri.StatusAsync(
            new StatusRequest { Verbose = true },
            TestContext.Current.CancellationToken
        );
        Assert.True(status.Status.Conditions.Single(condition => condition.Type == "RuntimeReady").Status);
        if (node.Release.Version.Major >= 2)
        {
            return
            [
                .. status
                    .RuntimeHandlers.Select(handler => handler.Name)
                    .Where(name => name.Length > 0)
                    .Order(StringComparer.Ordinal),
            ];
        }
        Assert.Empty(status.RuntimeHandlers);
        var runtimes = JsonNode.Parse(status.Info["config"])!["containerd"]!["runtimes"]!.AsObject();
        return [.. runtimes.Select(runtime => runtime.Key).Order(StringComparer.Ordinal)];
    }
}
