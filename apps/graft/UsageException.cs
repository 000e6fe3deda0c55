namespace Graft.Cli;

/// <summary>The input of a command is not usable. The message is one line for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);
