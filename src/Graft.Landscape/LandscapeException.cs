namespace Graft.Landscape;

/// <summary>A landscape cannot start or go on; the message is one line for the user.</summary>
public sealed class LandscapeException : Exception
{
    public LandscapeException(string message)
        : base(message) { }

    public LandscapeException(string message, Exception innerException)
        : base(message, innerException) { }
}
