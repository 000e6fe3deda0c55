namespace Graft.Api.Installation;

/// <summary>One program: a file of the content directory that becomes <c>&lt;bin&gt;/&lt;name&gt;</c>, mode 0755.</summary>
public sealed record RuntimeBinary
{
    /// <summary>Path relative to the content directory (<c>/var/content</c> in the installation image).</summary>
    public required string Source { get; init; }

    /// <summary>File name on the node.</summary>
    public required string Name { get; init; }
}
