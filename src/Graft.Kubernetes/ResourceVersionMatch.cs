namespace Graft.Kubernetes;

/// <summary>How the resource version of a list request is meant.</summary>
public enum ResourceVersionMatch
{
    /// <summary>The state at that version or a later one.</summary>
    NotOlderThan,

    /// <summary>The state at exactly that version; 410 when it is forgotten.</summary>
    Exact,
}
