namespace Graft.Extensions.Tests.Life;

/// <summary>Runs as the clock does, an hour behind it: statuses have whole seconds, and before must be told from after.</summary>
internal sealed class PastTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromHours(1);
}
