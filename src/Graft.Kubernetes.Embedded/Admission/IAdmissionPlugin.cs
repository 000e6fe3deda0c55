namespace Graft.Kubernetes.Embedded.Admission;

/// <summary>
/// A rule that runs inside the API server, as the plugins do that are compiled into kube-apiserver or an aggregated API
/// server. Plugins run in the order in which the cluster was given them: all mutate before the webhooks, and all validate
/// the object that came of it.
/// </summary>
public interface IAdmissionPlugin
{
    /// <summary>Whether the plugin wants to see a request; the other methods are called for such requests alone.</summary>
    bool Handles(AdmissionAttributes attributes);

    /// <summary>May change <see cref="AdmissionAttributes.Object"/> in place. A refusal ends the request.</summary>
    ValueTask<AdmissionRefusal?> MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken);

    /// <summary>Must change nothing. A refusal ends the request.</summary>
    ValueTask<AdmissionRefusal?> ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken);
}
