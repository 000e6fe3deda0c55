using System.Text.RegularExpressions;
using Graft.Extensions.Actuators;
using Graft.Extensions.Admission;
using Graft.Kubernetes.Validation;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Admission;

/// <summary>A provider configuration must be understood to the last field, flag and value.</summary>
internal sealed partial class GVisorConfigurationRule : IShootValidator
{
    public string RuntimeType => GVisor.Type;

    public Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken)
    {
        foreach (var pool in review.PoolsWith(GVisor.Type))
        {
            Validate(pool, errors);
        }
        return Task.CompletedTask;
    }

    private static void Validate(RuntimePool pool, FieldErrors errors)
    {
        var path = pool.RuntimePath.Child("providerConfig");
        GVisorConfiguration configuration;
        try
        {
            configuration = GVisorConfigurationDecoder.Decode(pool.Runtime.ProviderConfig, strict: true);
        }
        catch (ErrorCodesException exception)
        {
            errors.Add(FieldError.Invalid(path, pool.Runtime.ProviderConfig?.GetRawText(), exception.Message));
            return;
        }
        var flags = configuration.ConfigFlags ?? new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in flags.OrderBy(flag => flag.Key, StringComparer.Ordinal))
        {
            Validate(path.Child("configFlags").Key(name), name, value, errors);
        }
        if (configuration.TestImageTag is { Length: > 0 } tag && !ImageTag().IsMatch(tag))
        {
            errors.Add(FieldError.Invalid(path.Child("testImageTag"), tag, "must be the tag of an image"));
        }
    }

    private static void Validate(FieldPath path, string name, string? value, FieldErrors errors)
    {
        if (RunscFlag.Find(name) is not { } flag)
        {
            errors.Add(FieldError.NotSupported(path, name, RunscFlag.All.Select(known => known.Name)));
        }
        else if (value is null || !flag.Accepts(value))
        {
            errors.Add(FieldError.Invalid(path, value, flag.Expectation));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex ImageTag();
}
