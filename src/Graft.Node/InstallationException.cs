namespace Graft.Node;

/// <summary>Ends an attempt at a point where nothing is half done; carries the outcome.</summary>
internal sealed class InstallationException(OutcomeKind kind, string message) : Exception(message)
{
    public OutcomeKind Kind { get; } = kind;
}
