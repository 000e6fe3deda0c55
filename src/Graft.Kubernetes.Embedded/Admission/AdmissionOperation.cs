namespace Graft.Kubernetes.Embedded.Admission;

/// <summary>What a request wants to do with an object.</summary>
public enum AdmissionOperation
{
    Create,
    Update,
    Delete,
}
