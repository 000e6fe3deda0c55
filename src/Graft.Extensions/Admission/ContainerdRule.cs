using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Extensions.Admission;

/// <summary>Additional runtimes are run by containerd; no other CRI will do.</summary>
public sealed class ContainerdRule(string runtimeType) : IShootValidator
{
    public string RuntimeType => runtimeType;

    public Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken)
    {
        var wrong = review.PoolsWith(runtimeType).Where(pool => pool.Worker.Cri?.Name != CriName.Containerd);
        foreach (var pool in wrong.DistinctBy(object (pool) => pool.Worker, ReferenceEqualityComparer.Instance))
        {
            errors.Add(
                FieldError.Invalid(
                    pool.Path.Child("cri").Child("name"),
                    pool.Worker.Cri?.Name ?? "",
                    $"container runtime '{runtimeType}' requires CRI '{CriName.Containerd}'"
                )
            );
        }
        return Task.CompletedTask;
    }
}
