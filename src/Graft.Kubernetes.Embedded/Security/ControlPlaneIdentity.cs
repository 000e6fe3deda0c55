using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>By what all clusters of a control plane know their administrator, and by what clients know the server.</summary>
/// <param name="Certificates">Makes users of client certificates.</param>
/// <param name="AdminToken">The administrator's token.</param>
/// <param name="Authority">The authority that signed the server's certificate.</param>
internal sealed record ControlPlaneIdentity(
    ClientCertificates Certificates,
    string AdminToken,
    X509Certificate2 Authority
);
