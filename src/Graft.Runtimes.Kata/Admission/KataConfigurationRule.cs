using Graft.Extensions.Actuators;
using Graft.Extensions.Admission;
using Graft.Kubernetes.Validation;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>
/// A provider configuration must be understood to the last field, and those of several pools must go together.
/// </summary>
internal sealed class KataConfigurationRule : IShootValidator
{
    public string RuntimeType => Kata.Type;

    public Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken)
    {
        var found = new FieldErrors();
        var pools = review
            .PoolsWith(Kata.Type)
            .Select(pool => Read(pool, found))
            .OfType<ConfiguredPool>()
            // A pool that names the type twice is refused by the core.
            .DistinctBy(object (pool) => pool.Pool.Worker, ReferenceEqualityComparer.Instance)
            .ToList();
        if (found.IsEmpty)
        {
            PoolAgreement.Check(pools, found);
        }
        errors.AddRange(found);
        return Task.CompletedTask;
    }

    private static ConfiguredPool? Read(RuntimePool pool, FieldErrors errors)
    {
        var path = pool.RuntimePath.Child("providerConfig");
        try
        {
            var configuration = KataConfigurationDecoder.Decode(pool.Runtime.ProviderConfig, strict: true);
            KataConfigurationRules.Check(configuration, path, errors);
            return new ConfiguredPool(pool, configuration, KataSettings.Of(configuration));
        }
        catch (ErrorCodesException exception)
        {
            errors.Add(FieldError.Invalid(path, pool.Runtime.ProviderConfig?.GetRawText(), exception.Message));
            return null;
        }
    }
}
