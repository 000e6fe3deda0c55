using System.Security.Cryptography.X509Certificates;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Extensions;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Graft.Gardenlet.Shoots;

/// <summary>What the tasks of one flow share: the rendered objects, the extension objects, the Shoot's own client.</summary>
internal sealed class ShootWorkspace : IDisposable
{
    // Machines take longer than anything else that an extension makes.
    private static readonly TimeSpan s_workerLimit = TimeSpan.FromMinutes(10);

    private readonly GardenletOptions _options;
    private readonly ILoggerFactory _loggerFactory;
    private ClusterConnection? _connection;
    private KubernetesClient? _shoot;

    public ShootWorkspace(
        ShootOperation operation,
        GardenletOptions options,
        TimeProvider time,
        ILoggerFactory loggerFactory
    )
    {
        Operation = operation;
        _options = options;
        Time = time;
        _loggerFactory = loggerFactory;
        var limit = ExtensionWait<ContainerRuntime>.Limit;
        OperatingSystemConfigs = new(options.Seed, operation.TechnicalId, limit, time);
        ContainerRuntimes = new(options.Seed, operation.TechnicalId, limit, time);
        Workers = new(options.Seed, operation.TechnicalId, s_workerLimit, time);
        Objects = Render(options.Rendering);
    }

    public ShootOperation Operation { get; }

    public TimeProvider Time { get; }

    public IKubernetesClient Seed => _options.Seed;

    public IKubernetesClient GardenClient => _options.Garden;

    public string TechnicalId => Operation.TechnicalId;

    /// <summary>Complete once the connection is known; before that without the API server's address.</summary>
    public ShootObjects Objects { get; private set; }

    public ExtensionObjects<OperatingSystemConfig> OperatingSystemConfigs { get; }

    public ExtensionObjects<ContainerRuntime> ContainerRuntimes { get; }

    public ExtensionObjects<Worker> Workers { get; }

    public IKubernetesClient Shoot => _shoot ?? throw new InvalidOperationException("There is no connection yet.");

    public IReadOnlySet<string> OperatingSystemConfigNames => Names(Objects.OperatingSystemConfigs);

    public IReadOnlySet<string> ContainerRuntimeNames => Names(Objects.ContainerRuntimes);

    public IReadOnlySet<string> NodeAgentSecretNames =>
        Objects.Pools.Select(pool => pool.Key).ToHashSet(StringComparer.Ordinal);

    public async Task EnsureControlPlaneAsync(CancellationToken cancellationToken)
    {
        _connection = await _options.ControlPlane.EnsureAsync(
            TechnicalId,
            Operation.KubernetesVersion,
            cancellationToken
        );
        Objects = Render(
            _options.Rendering with
            {
                ApiServer = _connection.Server,
                CertificateAuthorities = Pem(_connection.CertificateAuthorities),
            }
        );
    }

    /// <summary>Proves that the API server serves requests.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _shoot ??= new KubernetesClient(_connection!, Time, _loggerFactory.CreateLogger<KubernetesClient>());
        await _shoot.GetAsync<Namespace>(new ObjectKey(ShootNamespaces.System), cancellationToken);
    }

    public Task EnsureResourceManagerAsync(CancellationToken cancellationToken) =>
        _options.ControlPlane.EnsureResourceManagerAsync(TechnicalId, _connection!, cancellationToken);

    public Task DeleteControlPlaneAsync(CancellationToken cancellationToken) =>
        _options.ControlPlane.DeleteAsync(TechnicalId, cancellationToken);

    public void Dispose() => _shoot?.Dispose();

    private ShootObjects Render(RenderOptions options) =>
        Operation.Type == LastOperationType.Delete
            ? ShootRenderer.RenderWithoutPools(
                Operation.Shoot,
                Operation.CloudProfile,
                Operation.Seed,
                Operation.TechnicalId
            )
            : ShootRenderer.Render(
                Operation.Shoot,
                Operation.CloudProfile,
                Operation.Seed,
                options with
                {
                    TechnicalId = TechnicalId,
                }
            );

    private static string Pem(X509Certificate2Collection? authorities) =>
        authorities is { Count: > 0 } ? authorities.ExportCertificatePems() + "\n" : "";

    private static HashSet<string> Names<T>(IEnumerable<T> items)
        where T : class, Api.IResource<T> =>
        items.Select(item => item.Metadata.Name!).ToHashSet(StringComparer.Ordinal);
}
