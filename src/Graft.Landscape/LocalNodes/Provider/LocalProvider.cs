using System.Collections.Concurrent;
using System.Globalization;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Kubernetes;
using Graft.Landscape.LocalNodes.Bodies;
using Graft.Landscape.LocalNodes.UserData;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.Provider;

/// <summary>
/// The infrastructure provider <c>local</c>: makes each machine of a pool a directory on which the pool's user data is
/// really applied, with a node agent and a kubelet that work on that directory.
/// </summary>
/// <remarks>
/// A machine is named <c>&lt;technical ID&gt;-&lt;pool&gt;-&lt;n&gt;</c> and lives in a directory of that name until its
/// pool's key changes, its pool shrinks or its Worker is deleted; then Node object and directory go. Machines outlive the
/// provider: <see cref="ResumeAsync"/> starts those that an earlier one made.
/// </remarks>
internal sealed partial class LocalProvider : IWorkerActuator, IAsyncDisposable
{
    /// <summary>The operating system whose user data a Debian machine understands.</summary>
    private const string MachineSystem = "ubuntu";

    private static readonly TimeSpan JoinTimeout = TimeSpan.FromMinutes(2);

    private readonly LocalProviderOptions _options;
    private readonly IKubernetesClient _seed;
    private readonly ShootClients _shoots;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, LocalNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShootCluster> _clusters = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _clustersLock = new(1);

    /// <param name="options">Directories and the installer.</param>
    /// <param name="seed">Holds the Secrets with the user data.</param>
    /// <param name="shoots">Reaches the Shoots' API servers; asked once per Shoot.</param>
    /// <param name="time">The clock of leases, probes and delays.</param>
    /// <param name="random">For jitter and bootstrap tokens.</param>
    /// <param name="loggers">Where nodes log to.</param>
    public LocalProvider(
        LocalProviderOptions options,
        IKubernetesClient seed,
        ShootClients shoots,
        TimeProvider time,
        Random random,
        ILoggerFactory loggers
    )
    {
        (_options, _seed, _shoots, _time, _random, _loggers) = (options, seed, shoots, time, random, loggers);
        _logger = loggers.CreateLogger<LocalProvider>();
    }

    /// <summary>The value of <c>spec.type</c> of Workers that this provider serves.</summary>
    public static string Type => "local";

    /// <summary>The root directories of the running nodes by name.</summary>
    public IReadOnlyDictionary<string, string> Roots =>
        _nodes.ToDictionary(node => node.Key, node => node.Value.Root, StringComparer.Ordinal);

    /// <summary>Starts the machines that an earlier provider left in the directory. Their Shoots' API servers must run.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var directories = Directory.Exists(_options.Directory) ? Directory.GetDirectories(_options.Directory) : [];
        await Task.WhenAll(
            directories
                .Select(NodeRecord.TryRead)
                .OfType<NodeRecord>()
                .Where(record => record.IsProvisioned)
                .Select(record => StartAsync(record, NoUserData, cancellationToken))
        );
    }

    /// <inheritdoc/>
    public async Task<WorkerResult> ReconcileAsync(
        Worker worker,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        var pools = worker.Spec?.Pools ?? [];
        var wanted = pools
            .SelectMany(pool => RecordsOf(worker.Metadata.Namespace!, pool, cluster))
            .ToDictionary(record => record.Name, StringComparer.Ordinal);
        var existing = RecordsOf(worker.Metadata.Namespace!);
        var outdated = existing.Where(record =>
            !wanted.TryGetValue(record.Name, out var same) || same.Key != record.Key
        );
        await Task.WhenAll(outdated.Select(record => RemoveAsync(record, isReachable: true, cancellationToken)));
        await Task.WhenAll(
            wanted
                .Values.Where(record => !_nodes.ContainsKey(record.Name))
                .Select(record => CreateAsync(record, worker, cancellationToken))
        );
        await WaitUntilJoinedAsync(wanted.Keys, cancellationToken);
        return new WorkerResult
        {
            MachineDeployments =
            [
                .. pools.Select(pool => new MachineDeployment
                {
                    Name = $"{worker.Metadata.Namespace}-{pool.Name}",
                    Minimum = pool.Minimum,
                    Maximum = pool.Maximum,
                }),
            ],
        };
    }

    /// <inheritdoc/>
    public Task DeleteAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken) =>
        RemoveAllAsync(worker.Metadata.Namespace!, isReachable: true, cancellationToken);

    /// <inheritdoc/>
    public Task ForceDeleteAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken) =>
        RemoveAllAsync(worker.Metadata.Namespace!, isReachable: false, cancellationToken);

    /// <summary>Machines stay where they are when a Shoot's control plane moves.</summary>
    public Task MigrateAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Stops the nodes; their directories and objects stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Values.Select(node => node.DisposeAsync().AsTask()));
        _nodes.Clear();
        foreach (var cluster in _clusters.Values)
        {
            await cluster.DisposeAsync();
        }
        _clusters.Clear();
        _clustersLock.Dispose();
    }

    private IEnumerable<NodeRecord> RecordsOf(string technicalId, WorkerPool pool, ClusterContext cluster) =>
        Enumerable
            .Range(1, cluster.IsHibernated ? 0 : pool.Minimum ?? 0)
            .Select(number => new NodeRecord
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{technicalId}-{pool.Name}-{number}"),
                TechnicalId = technicalId,
                Pool = pool.Name!,
                Image = pool.MachineImage?.Name ?? "",
                Key = pool.NodeAgentSecretName ?? "",
                IsMachine = _options.MachineImage is not null && pool.MachineImage?.Name == MachineSystem,
                NestsVirtualization = NestsVirtualization(cluster.CloudProfile, pool.MachineType),
            });

    /// <summary>What the local CloudProfile says of a machine type by its capability.</summary>
    private static bool NestsVirtualization(CloudProfile profile, string? machineType) =>
        (profile.Spec?.MachineTypes ?? [])
            .FirstOrDefault(type => type.Name == machineType)
            ?.Capabilities?.GetValueOrDefault("nested-virtualization")
            ?.Contains("true", StringComparer.Ordinal) == true;

    private List<NodeRecord> RecordsOf(string technicalId) =>
        Directory.Exists(_options.Directory)
            ?
            [
                .. Directory
                    .GetDirectories(_options.Directory)
                    .Select(NodeRecord.TryRead)
                    .OfType<NodeRecord>()
                    .Where(record => record.TechnicalId == technicalId),
            ]
            : [];

    private Task CreateAsync(NodeRecord record, Worker worker, CancellationToken cancellationToken)
    {
        // A machine that stands but does not run was made by an earlier provider and only has to be started.
        var known = NodeRecord.TryRead(Path.Combine(_options.Directory, record.Name)) ?? record;
        return StartAsync(known, token => ReadUserDataAsync(record, worker, token), cancellationToken);
    }

    private async Task StartAsync(
        NodeRecord record,
        Func<CancellationToken, Task<ReadOnlyMemory<byte>>> userData,
        CancellationToken cancellationToken
    )
    {
        var shoot = await ClusterOfAsync(record.TechnicalId, cancellationToken);
        var start = new NodeStart
        {
            Record = record,
            UserData = userData,
            Shoot = shoot,
            Options = _options,
            Time = _time,
        };
        var node = await LocalNode.StartAsync(start, _loggers, cancellationToken);
        _nodes[record.Name] = node;
        Log.Started(_logger, record.Name, record.Image, node.Root);
    }

    private async Task<ReadOnlyMemory<byte>> ReadUserDataAsync(
        NodeRecord record,
        Worker worker,
        CancellationToken cancellationToken
    )
    {
        var pool = worker.Spec!.Pools!.First(pool => pool.Name == record.Pool);
        var reference = pool.UserDataSecretRef;
        var key = new ObjectKey(worker.Metadata.Namespace, reference?.Name ?? "");
        var secret = await _seed.GetAsync<Secret>(key, cancellationToken);
        var userData =
            secret.Data?.GetValueOrDefault(reference?.Key ?? "")
            ?? throw new LocalNodeException($"Secret {key} has no key \"{reference?.Key}\"");
        return Placeholders.Fill(userData, record.Name, BootstrapToken());
    }

    private string BootstrapToken()
    {
        lock (_random)
        {
            const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
            return $"{_random.GetString(Alphabet, 6)}.{_random.GetString(Alphabet, 16)}";
        }
    }

    private async Task WaitUntilJoinedAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(JoinTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        foreach (var name in names)
        {
            try
            {
                await _nodes[name].WaitUntilRegisteredAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new LocalNodeException(
                    $"machine {name} did not join the cluster within {JoinTimeout.TotalSeconds:0}s"
                );
            }
        }
    }

    private async Task RemoveAllAsync(string technicalId, bool isReachable, CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            RecordsOf(technicalId).Select(record => RemoveAsync(record, isReachable, cancellationToken))
        );
        await _clustersLock.WaitAsync(cancellationToken);
        try
        {
            if (_clusters.Remove(technicalId, out var cluster))
            {
                await cluster.DisposeAsync();
            }
        }
        finally
        {
            _clustersLock.Release();
        }
    }

    private async Task RemoveAsync(NodeRecord record, bool isReachable, CancellationToken cancellationToken)
    {
        if (_nodes.TryRemove(record.Name, out var node))
        {
            await node.DisposeAsync();
        }
        if (isReachable)
        {
            var shoot = await ClusterOfAsync(record.TechnicalId, cancellationToken);
            await NodeObjects.DeleteAsync(shoot.Client, record.Name, cancellationToken);
        }
        var directory = Path.Combine(_options.Directory, record.Name);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
        Log.Removed(_logger, record.Name);
    }

    private async Task<ShootCluster> ClusterOfAsync(string technicalId, CancellationToken cancellationToken)
    {
        await _clustersLock.WaitAsync(cancellationToken);
        try
        {
            if (!_clusters.TryGetValue(technicalId, out var cluster))
            {
                var client = await _shoots(technicalId, cancellationToken);
                cluster = new ShootCluster(client, _time, _random, _loggers);
                _clusters.Add(technicalId, cluster);
            }
            return cluster;
        }
        finally
        {
            _clustersLock.Release();
        }
    }

    private static Task<ReadOnlyMemory<byte>> NoUserData(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A machine that is provisioned needs no user data.");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Machine {Name} of image {Image} runs in {Root}.")]
        public static partial void Started(ILogger logger, string name, string image, string root);

        [LoggerMessage(Level = LogLevel.Information, Message = "Machine {Name} is removed.")]
        public static partial void Removed(ILogger logger, string name);
    }
}
