namespace Graft.Landscape.LocalNodes.StandIns;

/// <summary>What the stand-ins of one node pretend to be.</summary>
public sealed record StandInOptions
{
    /// <summary>containerd's version. Below 2.0 its default configuration has version 2, from there on version 3.</summary>
    public string ContainerdVersion { get; init; } = "2.1.4";

    /// <summary>The text of <c>containerd config default</c>. Null: a compact one of the version's kind.</summary>
    public string? DefaultConfiguration { get; init; }

    /// <summary>Where the image has the program; the shipped unit starts it.</summary>
    public string ContainerdPath { get; init; } = "/usr/bin/containerd";

    /// <summary>Whether the image ships <c>containerd.service</c>.</summary>
    public bool ShipsContainerdUnit { get; init; } = true;

    /// <summary>How many starts of a unit within ten seconds the stand-in for systemd allows. 0: any number.</summary>
    public int StartLimitBurst { get; init; }

    internal Version ParsedVersion => Version.Parse(ContainerdVersion);
}
