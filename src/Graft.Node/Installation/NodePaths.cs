using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>The fixed places on a node (wire contract, section 9.1).</summary>
internal static class NodePaths
{
    public static HostPath Configuration { get; } = HostPath.Parse("/etc/containerd/config.toml");

    public static HostPath PristineConfiguration { get; } = HostPath.Parse("/etc/containerd/config.toml.graft-orig");

    private const string AnnouncementPrefix = "graft-installs-";
    private const string AnnouncementSuffix = ".lock";

    /// <summary>The edited configuration while containerd itself checks it.</summary>
    public const string CandidateName = ".config.toml.graft-new";

    public const string RecordSuffix = ".json";

    public static HostPath Lock { get; } = HostPath.Parse("/etc/containerd/.config.toml.lock");

    public static HostPath Records { get; } = HostPath.Parse("/var/lib/graft");

    /// <summary>A containerd restart is owed while this exists.</summary>
    public static HostPath RestartPending { get; } = HostPath.Parse("/var/lib/graft/restart-pending");

    /// <summary>What the configuration was before the change whose restart is owed.</summary>
    public static HostPath PreviousConfiguration { get; } = HostPath.Parse("/var/lib/graft/config.toml.previous");

    /// <summary>Where announcements stand: gone with the next boot, as are those who made them.</summary>
    public static HostPath Announcements { get; } = HostPath.Parse("/run");

    public static HostPath Metadata { get; } = HostPath.Parse("/etc/metadata/containerruntime");

    public static HostPath Socket { get; } = HostPath.Parse("/run/containerd/containerd.sock");

    public static HostPath AnnouncementOf(string runtime) =>
        Announcements.Join($"{AnnouncementPrefix}{runtime}{AnnouncementSuffix}");

    public static bool IsAnnouncement(string name) =>
        name.StartsWith(AnnouncementPrefix, StringComparison.Ordinal)
        && name.EndsWith(AnnouncementSuffix, StringComparison.Ordinal);

    public static HostPath RecordOf(string handler) => Records.Join($"{handler}{RecordSuffix}");

    public static HostPath OutcomeOf(string runtime) => Records.Join($"{runtime}.outcome.json");
}
