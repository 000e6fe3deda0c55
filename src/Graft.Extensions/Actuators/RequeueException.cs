namespace Graft.Extensions.Actuators;

/// <summary>
/// Not done yet, and known when to look again: the status shows the cause, the object is due again after the given time,
/// and no failure is counted or logged.
/// </summary>
public sealed class RequeueException(TimeSpan after, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public TimeSpan After { get; } = after;
}
