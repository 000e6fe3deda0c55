using Graft.Extensions.Admission;
using Graft.Kubernetes.Validation;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>The release archives that are installed exist for one architecture.</summary>
internal sealed class ArchitectureRule : IShootValidator
{
    private const string Supported = "amd64";

    public string RuntimeType => Kata.Type;

    public Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken)
    {
        foreach (var pool in review.PoolsWith(Kata.Type))
        {
            var architecture = pool.Worker.Machine?.Architecture is { Length: > 0 } named ? named : Supported;
            if (architecture != Supported)
            {
                var path = pool.Path.Child("machine").Child("architecture");
                errors.Add(FieldError.NotSupported(path, architecture, [Supported]));
            }
        }
        return Task.CompletedTask;
    }
}
