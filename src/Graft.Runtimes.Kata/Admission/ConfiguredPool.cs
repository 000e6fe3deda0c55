using Graft.Extensions.Admission;
using Graft.Kubernetes.Validation;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>A pool of a Shoot with Kata Containers, and what its configuration says.</summary>
internal sealed record ConfiguredPool(RuntimePool Pool, KataConfiguration Configuration, KataSettings Settings)
{
    /// <summary>The pool's name in quotes.</summary>
    public string Name => GoSyntax.Quote(Pool.Worker.Name ?? "");

    /// <summary>Where the hypervisors are listed, or would be.</summary>
    public FieldPath Hypervisors => Pool.RuntimePath.Child("providerConfig").Child("hypervisors");

    /// <summary>Where the overhead of a hypervisor is stated; null where it is the hypervisor's own.</summary>
    public FieldPath? OverheadOf(string hypervisor)
    {
        foreach (var (i, one) in (Configuration.Hypervisors ?? []).Index())
        {
            if (one.Name == hypervisor)
            {
                return one.Overhead is null ? null : Hypervisors.Index(i).Child("overhead");
            }
        }
        return null;
    }
}
