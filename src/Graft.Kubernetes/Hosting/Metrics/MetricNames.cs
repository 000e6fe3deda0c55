using System.Buffers;

namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>
/// Names as Prometheus takes them. Instruments named after OpenTelemetry's conventions get the names that its rules for
/// Prometheus give them (<c>dotnet.gc.heap.total_allocated</c> in <c>By</c> becomes
/// <c>dotnet_gc_heap_total_allocated_bytes_total</c>); those that are named for Prometheus stay as they are.
/// </summary>
internal static class MetricNames
{
    private const string Total = "_total";
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
    );

    /// <summary>The name without <c>_total</c>, and the unit that it ends in.</summary>
    public static (string Name, string? Unit) Of(string name, string? unit, MetricKind kind)
    {
        var plain = Plain(name);
        var bare =
            kind == MetricKind.Counter && plain.EndsWith(Total, StringComparison.Ordinal)
                ? plain[..^Total.Length]
                : plain;
        if (UnitOf(unit, kind) is not { } word)
        {
            return (bare, null);
        }
        return bare.EndsWith("_" + word, StringComparison.Ordinal) ? (bare, word) : ($"{bare}_{word}", word);
    }

    /// <summary>Letters, digits and underscores, and no digit first. Allocates only where something has to change.</summary>
    public static string Plain(string name)
    {
        if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(s_plain))
        {
            return name;
        }
        var mended = string.Create(
            name.Length,
            name,
            (target, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                {
                    target[i] = s_plain.Contains(source[i]) ? source[i] : '_';
                }
            }
        );
        return mended.Length == 0 || char.IsAsciiDigit(mended[0]) ? "_" + mended : mended;
    }

    private static string? UnitOf(string? unit, MetricKind kind) =>
        unit switch
        {
            "s" => "seconds",
            "ms" => "milliseconds",
            "us" => "microseconds",
            "ns" => "nanoseconds",
            "By" => "bytes",
            "%" => "percent",
            "1" when kind == MetricKind.Gauge => "ratio",
            _ => null,
        };
}
