namespace Graft.Extensions.HealthChecks;

/// <summary>What a health check found. The values of <see cref="Status"/> are those of conditions.</summary>
public sealed record HealthCheckResult
{
    private HealthCheckResult(string status, string? message)
    {
        Status = status;
        Message = message;
    }

    public static HealthCheckResult Healthy { get; } = new("True", null);

    /// <summary><c>True</c>, <c>False</c>, <c>Progressing</c>, <c>Unknown</c>.</summary>
    public string Status { get; }

    /// <summary>What is wrong; null where nothing is.</summary>
    public string? Message { get; }

    /// <summary>Some of <see cref="Api.Gardener.ErrorCode"/>: who can mend it.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Something is wrong.</summary>
    public static HealthCheckResult Unhealthy(string message) => new("False", message);

    /// <summary>Not as wanted yet, and on the way.</summary>
    public static HealthCheckResult Progressing(string message) => new("Progressing", message);

    /// <summary>It could not be found out.</summary>
    internal static HealthCheckResult Unknown(string message) => new("Unknown", message);
}
