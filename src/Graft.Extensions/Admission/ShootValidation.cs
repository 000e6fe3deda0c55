using Graft.Kubernetes.Validation;

namespace Graft.Extensions.Admission;

/// <summary>Several rules, and when they apply.</summary>
public sealed class ShootValidation(IReadOnlyList<IShootValidator> validators)
{
    /// <summary>All errors, in the order of the rules; none where the Shoot is exempt or uses none of the runtimes.</summary>
    /// <exception cref="CloudProfileException">A rule needs the CloudProfile, and it cannot be read.</exception>
    public async Task<FieldErrors> ValidateAsync(ShootReview review, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (review.IsExempt)
        {
            return errors;
        }
        foreach (var validator in validators.Where(rule => review.PoolsWith(rule.RuntimeType).Any()))
        {
            await validator.ValidateAsync(review, errors, cancellationToken);
        }
        return errors;
    }
}
