using Graft.Api.Gardener;

namespace Graft.Extensions.ManagedResources;

/// <summary>How a ManagedResource is labelled and applied.</summary>
public sealed record ManagedResourceOptions
{
    /// <summary>Value of the label <c>origin</c>: the component that wrote it. Also selects what is cached.</summary>
    public required string Origin { get; init; }

    /// <summary>Which resource manager applies it; null is the one of the Shoot.</summary>
    public string? Class { get; init; }

    /// <summary>Labels that all applied objects get. Default: out of reach of the Shoot's cleaner.</summary>
    public IReadOnlyDictionary<string, string> InjectLabels { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { [WellKnown.Labels.NoCleanup] = "true" };

    /// <summary>Objects stay when the ManagedResource goes. Default off.</summary>
    public bool KeepObjects { get; init; }
}
