namespace Graft.Kubernetes.Hosting;

/// <summary>
/// How a component's process ends. A second signal while it drains ends it by that signal: 143 for SIGTERM, 130 for SIGINT.
/// </summary>
public static class ExitCodes
{
    /// <summary>The work has ended, or was asked to end and did so within its time.</summary>
    public const int Ended = 0;

    /// <summary>
    /// The work failed, the cluster's configuration cannot be used, leadership was lost, an address cannot be listened to, or
    /// the work did not end in time. The last line of the log says which.
    /// </summary>
    public const int Failed = 1;

    /// <summary>A flag or an environment variable has a wrong value; nothing was started. One line for each says why.</summary>
    public const int WrongCommandLine = 2;
}
