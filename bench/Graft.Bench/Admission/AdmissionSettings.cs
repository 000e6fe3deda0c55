namespace Graft.Bench.Admission;

/// <summary>How an admission component is loaded.</summary>
internal sealed record AdmissionSettings
{
    public required string Program { get; init; }

    /// <summary>The runtime type that it judges.</summary>
    public required string Type { get; init; }

    /// <summary>A running API server; null for the embedded one.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Requests per second.</summary>
    public required int Rate { get; init; }

    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>How long the load lasts under which certificates are replaced; zero leaves that out.</summary>
    public required TimeSpan RotationDuration { get; init; }

    /// <summary>The only core that the program may use; null for all.</summary>
    public required int? Core { get; init; }
}
