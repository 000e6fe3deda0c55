namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>Which meters are looked at: by name, or by a prefix that ends in an asterisk.</summary>
internal sealed record MeterNames(IReadOnlyList<string> Names)
{
    public bool Contains(string meter) =>
        Names.Any(name =>
            name.EndsWith('*')
                ? meter.AsSpan().StartsWith(name.AsSpan(0, name.Length - 1), StringComparison.OrdinalIgnoreCase)
                : meter.Equals(name, StringComparison.OrdinalIgnoreCase)
        );
}
