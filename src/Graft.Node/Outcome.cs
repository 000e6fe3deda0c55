namespace Graft.Node;

/// <summary>How an attempt ended. The numbers are the process's exit codes.</summary>
public enum OutcomeKind
{
    /// <summary>Installed and served, or uninstalled.</summary>
    Done = 0,

    /// <summary>The node is not as it must be; that may change by itself.</summary>
    NotReady = 1,

    /// <summary>The command line or the runtime description cannot be used.</summary>
    Unusable = 2,

    /// <summary>Somebody has to look: going on could do harm.</summary>
    Refused = 3,
}

/// <summary>How an attempt ended, in one line for a person.</summary>
public sealed record Outcome(OutcomeKind Kind, string Message)
{
    /// <summary>What was found on the node may stand in it; it is one line all the same.</summary>
    public string Message { get; } = OneLine.Of(Message);
}
