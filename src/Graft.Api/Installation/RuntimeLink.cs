namespace Graft.Api.Installation;

/// <summary>A symbolic link <c>&lt;bin&gt;/&lt;name&gt;</c> to a program inside a bundle.</summary>
public sealed record RuntimeLink
{
    /// <summary>File name of the link in the binary directory.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the program relative to the bundle.</summary>
    public required string Target { get; init; }
}
