using Graft.Api.Gardener;
using Graft.Extensions.Admission;
using Graft.Kubernetes.Validation;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>A pool's machines must be able to run virtual machines (wire contract, section 10).</summary>
internal sealed class MachineTypeRule(KataAdmissionOptions options) : IShootValidator
{
    private readonly NestingPolicy _policy = new(options);

    public string RuntimeType => Kata.Type;

    public async Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken)
    {
        var profile = await review.CloudProfiles.GetAsync(review.New, cancellationToken);
        foreach (var pool in review.PoolsWith(Kata.Type))
        {
            Validate(pool, review, profile, errors);
        }
    }

    private void Validate(RuntimePool pool, ShootReview review, CloudProfileSpec profile, FieldErrors errors)
    {
        var path = pool.Path.Child("machine").Child("type");
        var name = pool.Worker.Machine?.Type ?? "";
        if (profile.MachineTypes?.FirstOrDefault(candidate => candidate?.Name == name) is not { } machineType)
        {
            errors.Add(FieldError.NotFound(path, name));
            return;
        }
        var subject = $"machine type {Quote(name)} for worker pool {Quote(pool.Worker.Name)}";
        var lacking = options.RequiredCapabilities.Where(required =>
            !NestingPolicy.Has(machineType, required.Name, required.Value)
        );
        errors.AddRange(
            lacking.Select(required =>
                FieldError.Forbidden(
                    path,
                    $"{subject} does not have required capability {required.Name}={Quote(required.Value)}"
                        + $" in CloudProfile {Quote(review.CloudProfileName)}"
                )
            )
        );
        var provider = review.New.Spec?.Provider?.Type ?? "";
        if (!_policy.Allows(provider, machineType))
        {
            errors.Add(
                FieldError.Forbidden(
                    path,
                    $"{subject} does not support nested virtualization on provider {Quote(provider)}"
                )
            );
        }
    }

    /// <summary>In the form of Kubernetes' own messages, in which no name can pass for a part of the sentence.</summary>
    private static string Quote(string? text) => GoSyntax.Quote(text ?? "");
}
