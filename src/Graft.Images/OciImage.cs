namespace Graft.Images;

/// <summary>
/// A container image of one layer, made without a registry and without any tool. <see cref="OciArchive"/> writes it.
/// </summary>
public sealed record OciImage
{
    /// <summary>The full name with a tag, such as <c>graft.local/pause:1</c>.</summary>
    public required string Name { get; init; }

    public required ImageFiles Files { get; init; }

    /// <summary>The program that every container of the image runs, with its first arguments.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Arguments that a container may replace.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables, in the order in which they are written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } =
    [new("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")];

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>A user's number or name, with the group's after a colon; empty: root.</summary>
    public string User { get; init; } = "";

    /// <summary>As in Go: <c>amd64</c>, <c>arm64</c>.</summary>
    public string Architecture { get; init; } = MachineArchitecture.Own;
}
