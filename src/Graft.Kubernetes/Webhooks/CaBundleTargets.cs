namespace Graft.Kubernetes.Webhooks;

/// <summary>Which webhook configurations get a server's trusted authorities: by name, by label, or both.</summary>
public sealed record CaBundleTargets
{
    /// <summary>Names of ValidatingWebhookConfigurations. One that does not exist is a fault, told and tried again.</summary>
    public IReadOnlyList<string> Validating { get; init; } = [];

    /// <summary>Names of MutatingWebhookConfigurations. One that does not exist is a fault, told and tried again.</summary>
    public IReadOnlyList<string> Mutating { get; init; } = [];

    /// <summary>Configurations of both kinds with these labels, such as <c>app=widgets</c>; there may be none. Default none.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Of these configurations only webhooks of these names; default all.</summary>
    public IReadOnlyList<string>? Webhooks { get; init; }
}
