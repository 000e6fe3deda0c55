using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>What a pool puts on its nodes: labels, annotations, taints; and where they stand: zones.</summary>
internal static class PoolMetadataRules
{
    private static readonly string[] s_effects = ["NoExecute", "NoSchedule", "PreferNoSchedule"];

    public static void Check(ShootWorker pool, FieldPath path, FieldErrors errors)
    {
        foreach (var (key, value) in pool.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            CheckKey(key, path.Child("labels"), errors);
            AddInvalid(NameRules.CheckLabelValue(value), path.Child("labels"), value, errors);
        }
        foreach (var key in pool.Annotations?.Keys ?? [])
        {
            CheckKey(key, path.Child("annotations"), errors);
        }
        for (var i = 0; i < (pool.Taints?.Count ?? 0); i++)
        {
            CheckTaint(pool.Taints![i], path.Child("taints").Index(i), errors);
        }
        var zones = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (pool.Zones?.Count ?? 0); i++)
        {
            if (!zones.Add(pool.Zones![i]))
            {
                errors.Add(FieldError.Duplicate(path.Child("zones").Index(i), pool.Zones[i]));
            }
        }
    }

    private static void CheckTaint(Taint taint, FieldPath path, FieldErrors errors)
    {
        CheckKey(taint.Key ?? "", path.Child("key"), errors);
        AddInvalid(NameRules.CheckLabelValue(taint.Value ?? ""), path.Child("value"), taint.Value, errors);
        if (string.IsNullOrEmpty(taint.Effect))
        {
            errors.Add(FieldError.Required(path.Child("effect"), ""));
        }
        else if (!s_effects.Contains(taint.Effect, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path.Child("effect"), taint.Effect, s_effects));
        }
    }

    private static void CheckKey(string key, FieldPath path, FieldErrors errors) =>
        AddInvalid(NameRules.CheckQualifiedName(key), path, key, errors);

    private static void AddInvalid(IEnumerable<string> problems, FieldPath path, string? value, FieldErrors errors) =>
        errors.AddRange(problems.Select(problem => FieldError.Invalid(path, value, problem)));
}
