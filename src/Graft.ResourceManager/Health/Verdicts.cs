using Graft.ResourceManager.Objects;

namespace Graft.ResourceManager.Health;

/// <summary>The sentences that the three conditions of a ManagedResource can say (wire contract 11).</summary>
internal static class Verdicts
{
    public const string Applied = "ResourcesApplied";
    public const string Healthy = "ResourcesHealthy";
    public const string Progressing = "ResourcesProgressing";

    private const string True = "True";
    private const string False = "False";

    public static ConditionVerdict ApplySucceeded { get; } =
        new(Applied, True, "ApplySucceeded", "All resources are applied.");

    public static ConditionVerdict ApplyProgressing { get; } =
        new(Applied, "Progressing", "ApplyProgressing", "The resources are being applied.");

    public static ConditionVerdict ResourcesHealthy { get; } =
        new(Healthy, True, "ResourcesHealthy", "All resources are healthy.");

    public static ConditionVerdict ChecksPending { get; } =
        new(Healthy, "Unknown", "ChecksPending", "The health checks have not been made yet.");

    public static ConditionVerdict RolledOut { get; } =
        new(Progressing, False, "ResourcesRolledOut", "All resources have been fully rolled out.");

    public static ConditionVerdict ApplyFailed(string why) => new(Applied, False, "ApplyFailed", why);

    public static ConditionVerdict DecodingFailed(string why) => new(Applied, False, "DecodingFailed", why);

    public static ConditionVerdict CannotReadSecret(string why) => new(Applied, False, "CannotReadSecret", why);

    public static ConditionVerdict DeletionFailed(string why) => new(Applied, False, "DeletionFailed", why);

    public static ConditionVerdict DeletionPending(string why) => new(Applied, "Progressing", "DeletionPending", why);

    public static ConditionVerdict Missing(ObjectReference item) =>
        new(Healthy, False, $"{item.Kind}Missing", $"Required {item} is missing.");

    public static ConditionVerdict Unhealthy(ObjectReference item, string problem) =>
        new(Healthy, False, $"{item.Kind}Unhealthy", $"{item} is unhealthy: {problem}");

    public static ConditionVerdict InRollout(ObjectReference item, string progress) =>
        new(Progressing, True, $"{item.Kind}Progressing", $"{item} is progressing: {progress}");
}
