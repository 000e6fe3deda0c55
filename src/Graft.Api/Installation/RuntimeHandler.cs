using System.Text.Json.Nodes;

namespace Graft.Api.Installation;

/// <summary>
/// One runtime table of containerd's configuration: what a RuntimeClass's <c>handler</c> names (wire contract, section 9.4).
/// </summary>
/// <remarks>
/// Values of <see cref="Settings"/> and <see cref="Options"/> are strings, booleans, integers, or arrays of these; anything
/// else is refused. Keys are written in the order given here.
/// </remarks>
public sealed record RuntimeHandler
{
    /// <summary>The handler's name, such as <c>runsc</c>.</summary>
    public required string Name { get; init; }

    /// <summary>containerd's <c>runtime_type</c>, such as <c>io.containerd.runsc.v1</c>.</summary>
    public required string RuntimeType { get; init; }

    /// <summary>
    /// Absolute path of the shim. Absent: containerd finds it by name on its PATH. Left out of the table where containerd is
    /// older than 1.6, which does not know the key.
    /// </summary>
    public string? RuntimePath { get; init; }

    /// <summary>More keys of the table, such as <c>pod_annotations</c>.</summary>
    public JsonObject? Settings { get; init; }

    /// <summary>The sub-table <c>options</c>. Absent: no such table is written.</summary>
    public JsonObject? Options { get; init; }
}
