using Graft.Extensions.Actuators;
using Graft.Extensions.Admission;
using Graft.Kubernetes.Validation;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>A provider configuration must be understood to the last field.</summary>
internal sealed class KataConfigurationRule : IShootValidator
{
    public string RuntimeType => Kata.Type;

    public Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken)
    {
        foreach (var pool in review.PoolsWith(Kata.Type))
        {
            try
            {
                KataConfigurationDecoder.Decode(pool.Runtime.ProviderConfig, strict: true);
            }
            catch (ErrorCodesException exception)
            {
                errors.Add(
                    FieldError.Invalid(
                        pool.RuntimePath.Child("providerConfig"),
                        pool.Runtime.ProviderConfig?.GetRawText(),
                        exception.Message
                    )
                );
            }
        }
        return Task.CompletedTask;
    }
}
