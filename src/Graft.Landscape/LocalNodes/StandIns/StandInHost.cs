using System.Globalization;
using Graft.Containerd.Protocol;

namespace Graft.Landscape.LocalNodes.StandIns;

/// <summary>
/// What stands in for systemd and containerd on one local node: programs in a directory, and the CRI endpoint on the
/// node's <c>/run/containerd/containerd.sock</c>.
/// </summary>
/// <remarks>
/// A configuration takes effect only by a restart of <c>containerd.service</c> through the stand-in <c>systemctl</c>, and
/// only then does the endpoint serve its handlers, or fail the unit where containerd could not read the file.
/// </remarks>
public sealed class StandInHost : IAsyncDisposable
{
    private readonly StandInPaths _paths;
    private readonly StandInEndpoint _endpoint;

    private StandInHost(StandInPaths paths, StandInEndpoint endpoint)
    {
        _paths = paths;
        _endpoint = endpoint;
    }

    /// <summary>The node's root directory, as for <c>--host-root</c>.</summary>
    public string Root => _paths.Root;

    /// <summary>The directory of <c>systemctl</c> and <c>containerd</c>, as for <c>--host-tools</c>.</summary>
    public string Tools => _paths.Tools;

    /// <summary>The handlers of the configuration that is loaded; empty while containerd is not active.</summary>
    public IReadOnlyList<string> ServedHandlers => _endpoint.ServedHandlers;

    /// <summary>The argument lines of all calls of <c>systemctl</c>, oldest first.</summary>
    public IReadOnlyList<string> SystemctlCalls => File.Exists(_paths.Calls) ? File.ReadAllLines(_paths.Calls) : [];

    /// <summary>Writes the programs and starts the endpoint. containerd itself counts as stopped until it is started.</summary>
    public static async Task<StandInHost> StartAsync(string root, StandInOptions options, CancellationToken ct)
    {
        var fullRoot = Path.GetFullPath(root);
        var paths = new StandInPaths(fullRoot, Path.Combine(fullRoot, "var/lib/graft-standin/bin"));
        StandInPrograms.Write(paths, options);
        var endpoint = await StandInEndpoint.StartAsync(paths, options, ct);
        return new StandInHost(paths, endpoint);
    }

    /// <summary>How often a unit was started or restarted.</summary>
    public int CountStarts(string unit)
    {
        var file = _paths.UnitState(unit, "starts");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Creates a pod sandbox as containerd would when the kubelet asks.</summary>
    /// <param name="metadata">The pod's name, namespace and uid.</param>
    /// <param name="handler">The RuntimeClass's handler; empty for the default one.</param>
    /// <returns>The sandbox's id.</returns>
    /// <exception cref="InvalidOperationException">The handler is not served; the message is containerd's.</exception>
    public string RunPodSandbox(PodSandboxMetadata metadata, string handler) => _endpoint.Run(metadata, handler);

    /// <summary>Marks a sandbox as not ready, as when its processes end; it exists until it is removed.</summary>
    public void StopPodSandbox(string id) => _endpoint.Stop(id);

    public void RemovePodSandbox(string id) => _endpoint.Remove(id);

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();
}
