using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Compares a value with the alternatives of anyOf, oneOf, allOf and not.</summary>
internal sealed class JunctorCheck(List<FieldError> errors, ValuePath path)
{
    public int Check(JsonNode value, ValueRules rules, ValueChecker checker)
    {
        var checks = 1;
        if (rules.AnyOf.Count > 0)
        {
            var (valid, nearest) = Try(value, rules.AnyOf, checker, stopsAtFirst: true);
            if (valid == 0)
            {
                Refuse("must validate at least one schema (anyOf)");
                AddAll(nearest);
            }
        }
        if (rules.OneOf.Count > 0)
        {
            CheckOneOf(value, rules.OneOf, checker);
        }
        if (rules.AllOf.Count > 0)
        {
            checks += CheckAllOf(value, rules.AllOf, checker);
        }
        if (rules.Not is { } not)
        {
            var before = errors.Count;
            checker.CheckRules(value, not);
            if (errors.Count == before)
            {
                Refuse("must not validate the schema (not)");
            }
            else
            {
                errors.RemoveRange(before, errors.Count - before);
            }
        }
        return checks;
    }

    private void CheckOneOf(JsonNode value, IReadOnlyList<ValueRules> alternatives, ValueChecker checker)
    {
        var (valid, nearest) = Try(value, alternatives, checker, stopsAtFirst: false);
        if (valid == 1)
        {
            return;
        }
        var found =
            valid == 0
                ? "Found none valid"
                : string.Create(CultureInfo.InvariantCulture, $"Found {valid} valid alternatives");
        Refuse($"must validate one and only one schema (oneOf). {found}");
        if (valid == 0)
        {
            AddAll(nearest);
        }
    }

    private int CheckAllOf(JsonNode value, IReadOnlyList<ValueRules> parts, ValueChecker checker)
    {
        var start = errors.Count;
        var checks = 0;
        var valid = 0;
        foreach (var part in parts)
        {
            var before = errors.Count;
            checks += checker.CheckRules(value, part);
            valid += errors.Count == before ? 1 : 0;
        }
        if (errors.Count > start)
        {
            Refuse($"must validate all the schemas (allOf){(valid == 0 ? ". None validated" : "")}");
        }
        return checks;
    }

    /// <summary>How many alternatives are right, and the errors of the wrong one that came furthest.</summary>
    private (int Valid, List<FieldError> Nearest) Try(
        JsonNode value,
        IReadOnlyList<ValueRules> alternatives,
        ValueChecker checker,
        bool stopsAtFirst
    )
    {
        var valid = 0;
        var furthest = -1;
        List<FieldError> nearest = [];
        foreach (var alternative in alternatives)
        {
            var before = errors.Count;
            var checks = checker.CheckRules(value, alternative);
            var failed = errors.Count - before;
            if (failed == 0)
            {
                valid++;
                if (stopsAtFirst)
                {
                    break;
                }
            }
            else if (checks > furthest)
            {
                furthest = checks;
                nearest = errors.GetRange(before, failed);
            }
            errors.RemoveRange(before, failed);
        }
        return (valid, nearest);
    }

    private void AddAll(List<FieldError> found)
    {
        foreach (var error in found)
        {
            if (!errors.Contains(error))
            {
                errors.Add(error);
            }
        }
    }

    private void Refuse(string problem) =>
        errors.Add(FieldError.Invalid(FieldPath.Root("<nil>"), "", $"{GoSyntax.Quote(path.Text)} {problem}"));
}
