using Graft.Kubernetes;

namespace Graft.Landscape.LocalNodes.Provider;

/// <summary>Reaches the API server of the Shoot with a technical ID, as its nodes would.</summary>
public delegate Task<IKubernetesClient> ShootClients(string technicalId, CancellationToken cancellationToken);
