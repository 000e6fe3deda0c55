using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Bench.Programs;

/// <summary>Requests to API servers by HTTP method, refused ones apart.</summary>
internal sealed partial record RequestCounts(IReadOnlyDictionary<string, double> ByMethod, double Conflicts)
{
    public double Total => ByMethod.Values.Sum();

    /// <summary>Reads a scrape of <c>/metrics</c>.</summary>
    public static RequestCounts Parse(string metrics)
    {
        var byMethod = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var conflicts = 0.0;
        foreach (Match match in Sample().Matches(metrics))
        {
            var labels = match.Groups["labels"].Value;
            var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
            var method = Label(labels, "method");
            byMethod[method] = byMethod.GetValueOrDefault(method) + value;
            conflicts += Label(labels, "code") == "409" ? value : 0;
        }
        return new RequestCounts(byMethod, conflicts);
    }

    public RequestCounts Since(RequestCounts earlier) =>
        new(
            new SortedDictionary<string, double>(
                ByMethod.ToDictionary(
                    pair => pair.Key,
                    pair => pair.Value - earlier.ByMethod.GetValueOrDefault(pair.Key)
                ),
                StringComparer.Ordinal
            ),
            Conflicts - earlier.Conflicts
        );

    private static string Label(string labels, string name) =>
        Regex.Match(labels, $"{name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex(
        """^rest_client_requests_total\{(?<labels>[^}]*)\} (?<value>[0-9.e+]+)""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Sample();
}
