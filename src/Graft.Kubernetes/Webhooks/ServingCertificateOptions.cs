namespace Graft.Kubernetes.Webhooks;

/// <summary>Which names a webhook server goes by, and how long its certificates last.</summary>
public sealed record ServingCertificateOptions
{
    /// <summary>Names the authority, such as <c>widget-admission</c>.</summary>
    public required string Name { get; init; }

    /// <summary>DNS names and IP addresses that callers use.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Default one year. An authority is replaced when two thirds of its time are over.</summary>
    public TimeSpan AuthorityLifetime { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Default 30 days. A certificate is renewed when two thirds of its time are over.</summary>
    public TimeSpan CertificateLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long callers are told to trust a new authority before anything that it signed is served; default 1 minute. API
    /// servers learn of a changed webhook configuration by a watch, each for itself, usually within a second.
    /// </summary>
    public TimeSpan AuthorityAnnouncedBefore { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the former authority stays trusted after a rotation; default 24 hours.</summary>
    public TimeSpan PreviousAuthorityKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often the store is looked at for what another replica wrote; default 10 s.</summary>
    public TimeSpan ReloadPeriod { get; init; } = TimeSpan.FromSeconds(10);
}
