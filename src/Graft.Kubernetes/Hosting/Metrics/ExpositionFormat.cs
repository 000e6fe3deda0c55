using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>In which of Prometheus' text formats metrics are written.</summary>
internal enum ExpositionFormat
{
    /// <summary>The text format 0.0.4, which every scraper reads.</summary>
    PrometheusText,

    /// <summary>OpenMetrics 1.0.</summary>
    OpenMetrics,
}

/// <summary>Which format a scraper gets, and under which media type.</summary>
internal static class ExpositionFormats
{
    private const string OpenMetricsMediaType = "application/openmetrics-text";

    public static string ContentType(this ExpositionFormat format) =>
        format == ExpositionFormat.OpenMetrics
            ? $"{OpenMetricsMediaType}; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>
    /// The one that the header <c>Accept</c> likes best; of equals OpenMetrics. Who asks for nothing that can be had gets
    /// the old text, as Prometheus' own library does it: a scrape in a surprising format is worth more than none.
    /// </summary>
    public static ExpositionFormat Negotiate(IHeaderDictionary headers)
    {
        if (!MediaTypeHeaderValue.TryParseList(headers.Accept, out var wanted))
        {
            return ExpositionFormat.PrometheusText;
        }
        var (open, text) = (0.0, 0.0);
        foreach (var one in wanted)
        {
            var quality = one.Quality ?? 1;
            if (one.MediaType.Equals(OpenMetricsMediaType, StringComparison.OrdinalIgnoreCase))
            {
                open = Math.Max(open, IsVersion(one, "1.0.0") ? quality : 0);
            }
            else if (one.MatchesAllTypes || one.Type.Equals("text", StringComparison.OrdinalIgnoreCase))
            {
                text = Math.Max(text, quality);
            }
        }
        return open > 0 && open >= text ? ExpositionFormat.OpenMetrics : ExpositionFormat.PrometheusText;
    }

    private static bool IsVersion(MediaTypeHeaderValue one, string version)
    {
        var wanted = one.Parameters.FirstOrDefault(parameter =>
            parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase)
        );
        return wanted is null || HeaderUtilities.RemoveQuotes(wanted.Value).Equals(version, StringComparison.Ordinal);
    }
}
