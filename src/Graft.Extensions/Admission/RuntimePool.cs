using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Extensions.Admission;

/// <summary>A pool of a Shoot that uses a container runtime, and where its parts stand in the object.</summary>
/// <param name="Worker">The pool.</param>
/// <param name="Runtime">The entry of the runtime in the pool's list.</param>
/// <param name="Path"><c>spec.provider.workers[i]</c>.</param>
/// <param name="RuntimePath"><c>spec.provider.workers[i].cri.containerRuntimes[j]</c>.</param>
public sealed record RuntimePool(
    ShootWorker Worker,
    ContainerRuntimeReference Runtime,
    FieldPath Path,
    FieldPath RuntimePath
);
