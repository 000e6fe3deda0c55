using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Selectors;

/// <summary>Which labels an object must have: all requirements hold. The empty selector takes everything.</summary>
internal sealed class LabelSelector
{
    private readonly IReadOnlyList<LabelRequirement> _requirements;

    private LabelSelector(IReadOnlyList<LabelRequirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEmpty => _requirements.Count == 0;

    /// <summary>Reads the form of URLs: <c>a=b,c in (d,e),!f</c>.</summary>
    /// <exception cref="ApiException">400 where it cannot be read.</exception>
    public static LabelSelector Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new(new LabelSelectorParser(text).Parse());

    /// <summary>Reads the form of objects: <c>matchLabels</c> and <c>matchExpressions</c>. Null takes everything.</summary>
    public static LabelSelector From(JsonObject? selector)
    {
        if (selector is null)
        {
            return Everything;
        }
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.ObjectAt("matchLabels") ?? [])
        {
            requirements.Add(new LabelRequirement(key, LabelOperator.In, [value?.ToString() ?? ""]));
        }
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            requirements.Add(
                new LabelRequirement(
                    expression.Text("key") ?? "",
                    Enum.TryParse<LabelOperator>(expression.Text("operator"), out var known)
                        ? known
                        : throw ApiException.BadRequest($"\"{expression.Text("operator")}\" is not a valid operator"),
                    [.. expression.Texts("values")]
                )
            );
        }
        return requirements.Count == 0 ? Everything : new(requirements);
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The form of URLs, which reads as the same selector.</summary>
    public override string ToString() => string.Join(',', _requirements);
}

internal enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
    Gt,
    Lt,
}

/// <summary>One requirement of a label selector.</summary>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.In => has && Values.Contains(value!, StringComparer.Ordinal),
            LabelOperator.NotIn => !has || !Values.Contains(value!, StringComparer.Ordinal),
            LabelOperator.Exists => has,
            LabelOperator.DoesNotExist => !has,
            LabelOperator.Gt => has && Compare(value!) > 0,
            _ => has && Compare(value!) < 0,
        };
    }

    public override string ToString() =>
        Operator switch
        {
            LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
            LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
            LabelOperator.Exists => Key,
            LabelOperator.DoesNotExist => $"!{Key}",
            LabelOperator.Gt => $"{Key}>{Values[0]}",
            _ => $"{Key}<{Values[0]}",
        };

    private int Compare(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var left)
        && long.TryParse(Values[0], CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : 0;
}
