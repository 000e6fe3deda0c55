namespace Graft.OperatingSystems.Ubuntu;

/// <summary>What an operator sets for all Ubuntu machines of a landscape.</summary>
public sealed class UbuntuOptions
{
    /// <summary>
    /// Mirrors of the package archive, as cloud-init's <c>apt.primary[].uri</c>. Default: none, so that the image's own
    /// sources stay and the user data is a plain script.
    /// </summary>
    public IReadOnlyList<string> AptMirrors { get; init; } = [];

    /// <summary>The same for security updates (<c>apt.security[].uri</c>). Default: none.</summary>
    public IReadOnlyList<string> AptSecurityMirrors { get; init; } = [];
}
