using System.Text.RegularExpressions;
using Graft.Extensions.Actuators;
using Graft.Extensions.Admission;
using Graft.Extensions.ContainerRuntimes;
using Graft.Kubernetes.Validation;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Admission;

/// <summary>A provider configuration must be understood to the last field, flag and value.</summary>
internal sealed partial class GVisorConfigurationRule : IShootValidator
{
    public string RuntimeType => GVisor.Type;

    public Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken)
    {
        var pools = review
            .PoolsWith(GVisor.Type)
            .Select(pool => (Pool: pool, Configuration: Read(pool, errors)))
            .ToList();
        foreach (var (pool, configuration) in pools.Where(pool => pool.Configuration is not null))
        {
            Validate(PathOf(pool), configuration!, errors);
        }
        if (pools.All(pool => pool.Configuration is not null))
        {
            RequireSelectableHandlers([.. pools.Select(pool => (pool.Pool, pool.Configuration!))], errors);
        }
        return Task.CompletedTask;
    }

    private static FieldPath PathOf(RuntimePool pool) => pool.RuntimePath.Child("providerConfig");

    private static GVisorConfiguration? Read(RuntimePool pool, FieldErrors errors)
    {
        try
        {
            return GVisorConfigurationDecoder.Decode(pool.Runtime.ProviderConfig, strict: true);
        }
        catch (ErrorCodesException exception)
        {
            errors.Add(FieldError.Invalid(PathOf(pool), pool.Runtime.ProviderConfig?.GetRawText(), exception.Message));
            return null;
        }
    }

    private static void Validate(FieldPath path, GVisorConfiguration configuration, FieldErrors errors)
    {
        ValidateFlags(path.Child("configFlags"), configuration.ConfigFlags, errors);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, handler) in (configuration.Handlers ?? []).Index())
        {
            var own = path.Child("handlers").Index(i);
            if (handler is not { Name.Length: > 0 })
            {
                errors.Add(FieldError.Required(own.Child("name"), "must name the handler"));
                continue;
            }
            if (!handler.HasUsableName)
            {
                errors.Add(FieldError.Invalid(own.Child("name"), handler.Name, GVisorHandler.NameRule));
            }
            else if (!seen.Add(handler.Name))
            {
                errors.Add(FieldError.Duplicate(own.Child("name"), handler.Name));
            }
            ValidateFlags(own.Child("configFlags"), handler.ConfigFlags, errors);
        }
        if (configuration.TestImageTag is { Length: > 0 } tag && !ImageTag().IsMatch(tag))
        {
            errors.Add(FieldError.Invalid(path.Child("testImageTag"), tag, "must be the tag of an image"));
        }
    }

    private static void ValidateFlags(FieldPath path, IReadOnlyDictionary<string, string>? flags, FieldErrors errors)
    {
        foreach (var problem in new RunscFlags(flags).Problems)
        {
            var key = path.Key(problem.Name);
            errors.Add(
                problem.Reason is null
                    ? FieldError.NotSupported(key, problem.Name, RunscFlag.All.Select(known => known.Name))
                    : FieldError.Invalid(key, problem.Value, problem.Reason)
            );
        }
    }

    /// <summary>Pods of a handler that only some of several pools have would come to nodes without it.</summary>
    private static void RequireSelectableHandlers(
        IReadOnlyList<(RuntimePool Pool, GVisorConfiguration Configuration)> pools,
        FieldErrors errors
    )
    {
        var offers = HandlerOffer.Of([
            .. pools.Select(pool => (pool.Pool.Worker.Name ?? "", NamesOf(pool.Configuration))),
        ]);
        foreach (var offer in offers.Where(offer => !offer.IsSelectable))
        {
            foreach (var (pool, configuration) in pools)
            {
                var index = NamesOf(configuration).ToList().IndexOf(offer.Name);
                if (index >= 0)
                {
                    errors.Add(
                        FieldError.Invalid(
                            PathOf(pool).Child("handlers").Index(index).Child("name"),
                            offer.Name,
                            $"must be configured in every pool with {GVisor.Type} or in one only: a runtime class cannot select some of several pools"
                        )
                    );
                }
            }
        }
    }

    private static IReadOnlyList<string> NamesOf(GVisorConfiguration configuration) =>
        [.. (configuration.Handlers ?? []).Select(handler => handler?.Name ?? "")];

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImageTag();
}
