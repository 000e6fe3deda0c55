using Graft.Kubernetes.Validation;

namespace Graft.Extensions.Admission;

/// <summary>
/// One rule about Shoots that use a container runtime. It judges only pools of its own type, and runs without any cluster
/// as well: in the extension's webhook and in the command line's validation alike.
/// </summary>
/// <remarks>What need not be judged (<see cref="ShootReview.IsExempt"/>) never gets here.</remarks>
public interface IShootValidator
{
    /// <summary>The container runtime type whose pools are judged.</summary>
    string RuntimeType { get; }

    /// <summary>Adds what is wrong, with the path of the field.</summary>
    /// <exception cref="CloudProfileException">The rule needs the CloudProfile, and it cannot be read.</exception>
    Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken);
}
