using Graft.Kubernetes;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>The names of a container runtime extension, all made from two words (wire contract, section 8.1).</summary>
/// <param name="Type">The runtime type that users write, such as <c>fast-containers</c>.</param>
/// <param name="ShortName">The word that names of objects are built from, such as <c>fast</c>.</param>
public sealed record RuntimeComponent(string Type, string ShortName)
{
    /// <summary>The extension, as its registration and its heartbeat name it.</summary>
    public string ExtensionName => $"runtime-{ShortName}";

    /// <summary>The extension's admission component.</summary>
    public string AdmissionName => $"admission-runtime-{ShortName}";

    /// <summary>The ManagedResource of what the Shoot has once; also the origin of all ManagedResources.</summary>
    public string SharedResources => $"extension-runtime-{ShortName}";

    /// <summary>The origin of pods in the Shoot, and the extension's Deployment.</summary>
    public string ComponentName => $"gardener-extension-runtime-{ShortName}";

    /// <summary>Names the application of the installer's pods.</summary>
    public string InstallerName => $"containerd-{ShortName}";

    /// <summary>The service account in <c>kube-system</c>, and the pod security policy.</summary>
    public string ServiceAccountName => ShortName;

    /// <summary>The image of the installer with the runtime's files.</summary>
    public string InstallationImage => $"runtime-{ShortName}-installation";

    /// <summary>The ManagedResource of a pool.</summary>
    public string PoolResources(string pool) => $"extension-runtime-{ShortName}-installation-{pool}";

    /// <summary>DaemonSet and ConfigMap of a pool in <c>kube-system</c>.</summary>
    public ObjectKey PoolInstaller(string pool) => new("kube-system", $"{InstallerName}-{pool}");
}
