using System.Globalization;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>The columns of a kind: its name first, then its own, or the age where it has none.</summary>
internal static class ColumnSet
{
    private static readonly PrinterColumn Name = new(
        "Name",
        "string",
        "name",
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically.",
        0,
        (value, _) => value.Text("metadata", "name")
    );

    public static PrinterColumn Age { get; } =
        new(
            "Age",
            "date",
            "",
            "CreationTimestamp is a timestamp representing the server time when this object was created.",
            0,
            (value, now) => Duration(value.Text("metadata", "creationTimestamp"), now)
        );

    public static IEnumerable<PrinterColumn> Of(ResourceDefinition definition)
    {
        // Events are known by what they are about, not by name.
        if (definition is not { IsCustom: false, Kind: "Event", Columns.Count: > 0 })
        {
            yield return Name;
        }
        if (definition.Columns.Count == 0)
        {
            yield return Age;
            yield break;
        }
        foreach (var column in definition.Columns)
        {
            yield return column;
        }
    }

    /// <summary>How long ago a time was, as kubectl words it: <c>42s</c>, <c>5m10s</c>, <c>3h</c>, <c>12d</c>.</summary>
    public static string Duration(string? time, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then))
        {
            return "<unknown>";
        }
        return Words(now - then);
    }

    public static string Words(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        if (seconds < 0)
        {
            return seconds < -1 ? "<invalid>" : "0s";
        }
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        FormattableString text = seconds switch
        {
            < 60 * 2 => $"{seconds}s",
            < 60 * 10 when seconds % 60 > 0 => $"{minutes}m{seconds % 60}s",
            < 3600 * 3 => $"{minutes}m",
            < 3600 * 8 when minutes % 60 > 0 => $"{hours}h{minutes % 60}m",
            < 3600 * 48 => $"{hours}h",
            < 86400 * 8 when hours % 24 > 0 => $"{days}d{hours % 24}h",
            < 86400L * 365 * 2 => $"{days}d",
            < 86400L * 365 * 8 when days % 365 > 0 => $"{days / 365}y{days % 365}d",
            _ => $"{days / 365}y",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }
}
