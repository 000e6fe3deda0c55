namespace Graft.Node.Installation;

/// <summary>10 s after the first failure, doubled up to 300 s, from the start again after a success.</summary>
internal sealed class RetryDelays
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    private TimeSpan _next = First;

    public TimeSpan Next()
    {
        var delay = _next;
        _next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }

    public void Reset() => _next = First;
}
