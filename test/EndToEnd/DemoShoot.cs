namespace Graft.EndToEnd;

/// <summary>The Shoot of <c>examples/shoot.yaml</c>, changed as its owner would change it.</summary>
internal sealed class DemoShoot(Kubectl kubectl)
{
    /// <summary>Takes all runtimes off a pool and returns when the Shoot is reconciled.</summary>
    public async Task RemoveRuntimesAsync(string pool)
    {
        var names = (
            await kubectl.RunAsync(
                "garden",
                "get shoot demo -n garden-local -o jsonpath={.spec.provider.workers[*].name}"
            )
        ).Succeeded();
        var index = Array.IndexOf(names.Split(' '), pool);
        var generation = await GenerationAsync("metadata.generation");
        (
            await kubectl.RunAsync(
                "garden",
                $$"""patch shoot demo -n garden-local --type=json -p [{"op":"remove","path":"/spec/provider/workers/{{index}}/cri/containerRuntimes"}]"""
            )
        ).Succeeded();
        (
            await kubectl.RunAsync(
                "garden",
                $"wait shoot/demo -n garden-local --for=jsonpath={{.status.observedGeneration}}={generation + 1} --timeout=60s"
            )
        ).Succeeded();
        (
            await kubectl.RunAsync(
                "garden",
                "wait shoot/demo -n garden-local --for=jsonpath={.status.lastOperation.state}=Succeeded --timeout=60s"
            )
        ).Succeeded();
    }

    private async Task<int> GenerationAsync(string path) =>
        int.Parse(
            (await kubectl.RunAsync("garden", $"get shoot demo -n garden-local -o jsonpath={{.{path}}}")).Succeeded()
        );
}
