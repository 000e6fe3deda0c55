namespace Graft.Landscape.LocalNodes.StandIns;

/// <summary>Where the stand-ins of a node keep things. The scripts know the same names.</summary>
/// <param name="Root">The node's root directory.</param>
/// <param name="Tools">The directory with the programs.</param>
internal sealed record StandInPaths(string Root, string Tools)
{
    public string State { get; } = Path.Combine(Root, "var/lib/graft-standin");

    /// <summary>One line per call of systemctl: its arguments.</summary>
    public string Calls => Path.Combine(State, "systemctl.log");

    public string DefaultConfiguration => Path.Combine(State, "containerd-default.toml");

    public string StartLimit => Path.Combine(State, "start-limit");

    /// <summary>Exists while an endpoint answers; systemctl then waits for its answer.</summary>
    public string Endpoint => Path.Combine(State, "endpoint");

    /// <summary>The number of the start that asks the endpoint to load <see cref="Loaded"/>.</summary>
    public string Request => Path.Combine(State, "endpoint-request");

    /// <summary><c>NUMBER active</c> or <c>NUMBER failed REASON</c>.</summary>
    public string Answer => Path.Combine(State, "endpoint-answer");

    /// <summary>The copy of <c>/etc/containerd</c> made at the last start.</summary>
    public string Loaded => Path.Combine(State, "loaded");

    public string UnitState(string unit, string name) => Path.Combine(State, "units", unit, name);
}
