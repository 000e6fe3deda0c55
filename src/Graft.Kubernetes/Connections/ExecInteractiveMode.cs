namespace Graft.Kubernetes.Connections;

/// <summary>Whether a credential program may talk to the person at the terminal.</summary>
public enum ExecInteractiveMode
{
    /// <summary>It gets the terminal where there is one.</summary>
    IfAvailable,

    /// <summary>It does not work without a terminal; where there is none it is not even started.</summary>
    Always,

    /// <summary>It never reads standard input.</summary>
    Never,
}
