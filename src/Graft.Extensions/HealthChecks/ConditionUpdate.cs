using Graft.Api.Gardener;

namespace Graft.Extensions.HealthChecks;

/// <summary>
/// Makes the next state of a condition. Where nothing has changed it is the former one, down to its times
/// (reasons and texts: wire contract, section 11).
/// </summary>
internal sealed class ConditionUpdate(string type, Condition? former, DateTimeOffset now)
{
    private static readonly string[] s_worstFirst = ["False", "Unknown", "Progressing", "True"];

    public Condition Hibernated() => Make("True", "HealthCheckSuccessful", "Shoot is hibernated", []);

    /// <summary>A check that has been on its way for too long has failed.</summary>
    public HealthCheckResult Limited(HealthCheckResult result, TimeSpan? limit) =>
        result.Status == "Progressing"
        && limit is { } longest
        && former is { Status: "Progressing", LastTransitionTime: { } since }
        && now - since > longest
            ? HealthCheckResult.Unhealthy(result.Message!) with
            {
                Codes = result.Codes,
            }
            : result;

    /// <summary>The worst of the results; the texts of all that are as bad are joined.</summary>
    public Condition From(IReadOnlyList<HealthCheckResult> results)
    {
        var status = s_worstFirst.First(candidate => results.Any(result => result.Status == candidate));
        var worst = results.Where(result => result.Status == status).ToList();
        var codes = worst
            .SelectMany(result => result.Codes)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return status switch
        {
            "True" => Make(status, "HealthCheckSuccessful", "All health checks successful", codes),
            "Progressing" => Make(status, "HealthCheckProgressing", TextOf(worst), codes),
            "Unknown" => Make(status, "ConditionCheckError", TextOf(worst), codes),
            _ => Make(status, "HealthCheckUnsuccessful", TextOf(worst), codes),
        };
    }

    private static string TextOf(IEnumerable<HealthCheckResult> results) =>
        string.Join(", ", results.Select(result => result.Message));

    private Condition Make(string status, string reason, string message, IReadOnlyList<string> codes)
    {
        var isSame =
            former is not null
            && former.Status == status
            && former.Reason == reason
            && former.Message == message
            && (former.Codes ?? []).SequenceEqual(codes, StringComparer.Ordinal);
        return isSame
            ? former!
            : new Condition
            {
                Type = type,
                Status = status,
                Reason = reason,
                Message = message,
                Codes = codes.Count == 0 ? null : codes,
                LastTransitionTime = former?.Status == status ? former.LastTransitionTime : now,
                LastUpdateTime = now,
            };
    }
}
