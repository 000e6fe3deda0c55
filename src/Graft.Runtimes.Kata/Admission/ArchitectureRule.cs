using Graft.Extensions.Admission;
using Graft.Kubernetes.Validation;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>The release archives that are installed exist for one architecture.</summary>
internal sealed class ArchitectureRule : IShootValidator
{
    private const string Supported = "amd64";

    public string RuntimeType => Kata.Type;

    public Task ValidateAsync(ShootAdmission admission, FieldErrors errors, CancellationToken cancellationToken)
    {
        foreach (var pool in admission.PoolsWith(Kata.Type))
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
