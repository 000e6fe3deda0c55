namespace Graft.Cli;

/// <summary>What the exit code of a command says.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>What was asked for did not come about; the output says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line or a file named by it is not usable; nothing was changed.</summary>
    public const int Usage = 2;
}
