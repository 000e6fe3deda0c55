namespace Graft.ResourceManager.Health;

/// <summary>What a condition is to say.</summary>
internal sealed record ConditionVerdict(string Type, string Status, string Reason, string Message);
