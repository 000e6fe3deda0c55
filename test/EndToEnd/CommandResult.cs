namespace Graft.EndToEnd;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Fails the test, showing what the program said, unless it ended with 0.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return Output;
    }

    /// <summary>Fails the test unless the program ended otherwise than with 0; returns what it complained of.</summary>
    public string Failed()
    {
        Assert.True(ExitCode != 0, $"succeeded unexpectedly:\n{Output}");
        return Error;
    }
}
