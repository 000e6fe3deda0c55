using System.Globalization;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>How many machines a pool has, and how many may come and go while it is rolled.</summary>
internal static class PoolScalingRules
{
    private const string NotNegative = "must be greater than or equal to 0";

    public static void Check(ShootWorker pool, FieldPath path, FieldErrors errors)
    {
        CheckNotNegative(pool.Minimum, path.Child("minimum"), errors);
        CheckNotNegative(pool.Maximum, path.Child("maximum"), errors);
        if ((pool.Minimum ?? 0) > (pool.Maximum ?? 0))
        {
            errors.Add(
                FieldError.Forbidden(path.Child("maximum"), "minimum value must be less or equal than maximum value")
            );
        }
        CheckShare(pool.MaxSurge, path.Child("maxSurge"), errors);
        CheckShare(pool.MaxUnavailable, path.Child("maxUnavailable"), errors);
        if (IsZero(pool.MaxSurge) && IsZero(pool.MaxUnavailable))
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("maxUnavailable"),
                    pool.MaxUnavailable is { IsNumber: true } number ? number.Number : pool.MaxUnavailable.ToString(),
                    "may not be 0 when `maxSurge` is 0"
                )
            );
        }
        if (pool.UpdateStrategy is { } strategy && !UpdateStrategies.All.Contains(strategy, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path.Child("updateStrategy"), strategy, UpdateStrategies.All));
        }
    }

    private static void CheckNotNegative(int? value, FieldPath path, FieldErrors errors)
    {
        if (value is < 0 and { } number)
        {
            errors.Add(FieldError.Invalid(path, number, NotNegative));
        }
    }

    private static void CheckShare(IntOrString? share, FieldPath path, FieldErrors errors)
    {
        if (share is not { } value)
        {
            return;
        }
        if (value.IsNumber)
        {
            CheckNotNegative(value.Number, path, errors);
        }
        else if (Percentage(value) is not { } percentage)
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    value.ToString(),
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
                )
            );
        }
        else if (percentage > 100)
        {
            errors.Add(FieldError.Invalid(path, value.ToString(), "must not be greater than 100%"));
        }
    }

    private static bool IsZero(IntOrString? share) =>
        share is { } value && (value.IsNumber ? value.Number == 0 : Percentage(value) == 0);

    private static int? Percentage(IntOrString share)
    {
        var text = share.ToString();
        return
            text.EndsWith('%')
            && int.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            ? number
            : null;
    }
}
