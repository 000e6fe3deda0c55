using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Kubernetes;
using Graft.OperatingSystems.CoreOS;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.SuseChost;
using Graft.OperatingSystems.Ubuntu;

namespace Graft.OperatingSystems;

/// <summary>
/// Serves the OperatingSystemConfigs of one operating system: user data for purpose <c>provision</c>, additional units and
/// files for purpose <c>reconcile</c>.
/// </summary>
public sealed class OperatingSystemActuator : IOperatingSystemConfigActuator
{
    private readonly IOperatingSystem _system;
    private readonly IKubernetesClient _seed;

    private OperatingSystemActuator(IOperatingSystem system, IKubernetesClient seed)
    {
        _system = system;
        _seed = seed;
    }

    /// <summary>The values of <c>spec.type</c> that this actuator serves.</summary>
    public IReadOnlyList<string> Types => _system.Types;

    /// <summary>Type <c>ubuntu</c>.</summary>
    public static OperatingSystemActuator ForUbuntu(IKubernetesClient seed, UbuntuOptions options) =>
        new(new UbuntuSystem(options), seed);

    /// <summary>Types <c>coreos</c> and <c>flatcar</c>.</summary>
    public static OperatingSystemActuator ForCoreOS(IKubernetesClient seed) => new(new CoreOSSystem(), seed);

    /// <summary>Types <c>suse-jeos</c>, <c>suse-chost</c> and <c>memoryone-chost</c>.</summary>
    public static OperatingSystemActuator ForSuseChost(IKubernetesClient seed) => new(new SuseSystem(), seed);

    /// <exception cref="ErrorCodesException">The configuration cannot be brought onto this operating system.</exception>
    public async Task<OperatingSystemConfigResult> ReconcileAsync(
        OperatingSystemConfig config,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        var spec = config.Spec ?? new OperatingSystemConfigSpec();
        if (spec.Purpose == OperatingSystemConfigPurpose.Provision)
        {
            var machine = await MachineReader.ReadAsync(
                spec,
                (secret, key, token) => ReadSecretAsync(config.Metadata.Namespace, secret, key, token),
                cancellationToken
            );
            return new OperatingSystemConfigResult { UserData = _system.Provision(machine) };
        }
        var additions = _system.Reconcile(spec);
        return new OperatingSystemConfigResult { ExtensionUnits = additions.Units, ExtensionFiles = additions.Files };
    }

    private async Task<byte[]?> ReadSecretAsync(
        string? ns,
        string name,
        string key,
        CancellationToken cancellationToken
    ) => (await _seed.GetAsync<Secret>(new ObjectKey(ns, name), cancellationToken)).Data?.GetValueOrDefault(key);
}
