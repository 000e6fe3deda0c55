namespace Graft.Api.Gardener;

/// <summary>Values of <see cref="LastError.Codes"/>: faults that a user or an operator can tell apart by machine.</summary>
public static class ErrorCode
{
    public const string ConfigurationProblem = "ERR_CONFIGURATION_PROBLEM";
    public const string RetryableConfigurationProblem = "ERR_RETRYABLE_CONFIGURATION_PROBLEM";
    public const string InfraDependencies = "ERR_INFRA_DEPENDENCIES";
    public const string RetryableInfraDependencies = "ERR_RETRYABLE_INFRA_DEPENDENCIES";
    public const string InfraUnauthenticated = "ERR_INFRA_UNAUTHENTICATED";
    public const string InfraUnauthorized = "ERR_INFRA_UNAUTHORIZED";
    public const string InfraQuotaExceeded = "ERR_INFRA_QUOTA_EXCEEDED";
    public const string InfraRateLimitsExceeded = "ERR_INFRA_RATE_LIMITS_EXCEEDED";
    public const string InfraResourcesDepleted = "ERR_INFRA_RESOURCES_DEPLETED";
    public const string CleanupClusterResources = "ERR_CLEANUP_CLUSTER_RESOURCES";
    public const string ProblematicWebhook = "ERR_PROBLEMATIC_WEBHOOK";
}
