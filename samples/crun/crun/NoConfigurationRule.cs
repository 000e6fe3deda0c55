using System.Text.Json;
using Graft.Extensions.Admission;
using Graft.Kubernetes.Validation;

namespace Graft.Samples.Crun;

/// <summary>There is nothing to configure; who tries expects something that will not happen.</summary>
public sealed class NoConfigurationRule : IShootValidator
{
    public string RuntimeType => Crun.Type;

    public Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken)
    {
        foreach (var pool in review.PoolsWith(Crun.Type))
        {
            if (pool.Runtime.ProviderConfig is { ValueKind: not JsonValueKind.Null })
            {
                var path = pool.RuntimePath.Child("providerConfig");
                errors.Add(FieldError.Forbidden(path, $"{Crun.Type} takes no configuration"));
            }
        }
        return Task.CompletedTask;
    }
}
