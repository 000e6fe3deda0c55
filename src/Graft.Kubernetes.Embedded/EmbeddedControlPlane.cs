using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Graft.Kubernetes.Embedded.Controllers;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Security;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Validation;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded;

/// <summary>
/// An embedded Kubernetes control plane: one HTTPS listener on the loopback interface that serves any number of logical
/// clusters, each under <c>/clusters/&lt;name&gt;</c>.
/// </summary>
public sealed class EmbeddedControlPlane : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Entry> _clusters = new(StringComparer.Ordinal);
    private readonly EmbeddedControlPlaneOptions _options;
    private readonly Security.CertificateAuthority _authority;
    private readonly X509Certificate2 _admin;
    private readonly string _token;
    private readonly ControlPlaneIdentity _identity;
    private Listener? _listener;
    private string? _onlyCluster;

    private readonly DirectoryLock? _directory;

    private EmbeddedControlPlane(EmbeddedControlPlaneOptions options, DirectoryLock? directoryLock)
    {
        _options = options;
        _directory = directoryLock;
        var directory = options.DataDirectory is { } data ? Path.Combine(data, "pki") : null;
        _authority = Security.CertificateAuthority.Open(directory, options.Time);
        _admin = _authority.IssueClient(Authenticator.AdminName, UserInfo.Masters);
        _token = ControlPlaneKeys.Open(directory, "admin.token");
        _identity = new ControlPlaneIdentity(new ClientCertificates(_authority), _token, _authority.Certificate);
    }

    /// <summary>Where it listens, without any cluster's path.</summary>
    public Uri Address => _listener?.Address ?? throw new InvalidOperationException("the control plane is not started");

    /// <summary>The authority that signed the server's certificate.</summary>
    public X509Certificate2 CertificateAuthority => _authority.Certificate;

    internal X509Certificate2 AdminCertificate => _admin;

    internal string AdminToken => _token;

    internal X509Certificate2 IssueClient(string user, IReadOnlyList<string> groups) =>
        _authority.IssueClient(user, groups);

    /// <summary>The address of a cluster's API.</summary>
    internal Uri AddressOf(string name) => name == _onlyCluster ? Address : new Uri(Address, $"/clusters/{name}");

    internal LogicalCluster ClusterOf(string name) =>
        _clusters.TryGetValue(name, out var entry)
            ? entry.Cluster
            : throw new InvalidOperationException($"the cluster '{name}' was removed");

    /// <summary>Starts to listen. No cluster is there until one is added; those on disk come back when they are added.</summary>
    /// <exception cref="IOException">The data directory cannot be used, or another control plane uses it.</exception>
    public static async Task<EmbeddedControlPlane> StartAsync(
        EmbeddedControlPlaneOptions options,
        CancellationToken cancellationToken
    )
    {
        var controlPlane = Open(options);
        try
        {
            await controlPlane.ListenAsync(cancellationToken);
            return controlPlane;
        }
        catch
        {
            await controlPlane.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A control plane with one cluster, which is made while the listener starts. It is reached without a path too:
    /// <c>kubectl get --raw</c> and <c>kubectl proxy</c> leave out the path of a server's address.
    /// </summary>
    internal static async Task<EmbeddedCluster> StartWithAsync(
        string name,
        EmbeddedClusterOptions cluster,
        EmbeddedControlPlaneOptions options,
        CancellationToken cancellationToken
    )
    {
        var controlPlane = Open(options);
        controlPlane._onlyCluster = name;
        try
        {
            var listening = Task.Run(() => controlPlane.ListenAsync(cancellationToken), cancellationToken);
            var opening = Task.Run(
                () => controlPlane.OpenClusterAsync(name, cluster, cancellationToken),
                cancellationToken
            );
            await Task.WhenAll(listening, opening);
            return await controlPlane.ReachAsync(await opening, cancellationToken);
        }
        catch
        {
            await controlPlane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a cluster, with the objects it had where the control plane keeps its state on disk.</summary>
    /// <exception cref="ArgumentException">The name is no DNS label, or taken.</exception>
    public async Task<EmbeddedCluster> AddClusterAsync(
        string name,
        EmbeddedClusterOptions options,
        CancellationToken cancellationToken
    ) => await ReachAsync(await OpenClusterAsync(name, options, cancellationToken), cancellationToken);

    /// <summary>Removes a cluster, and everything in it from the disk too. A name that is not there is no error.</summary>
    public async Task RemoveClusterAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_clusters.TryRemove(name, out var entry))
        {
            await entry.StopControllersAsync();
            await entry.Cluster.DisposeAsync();
            if (_options.DataDirectory is { } directory)
            {
                Directory.Delete(Path.Combine(directory, "clusters", name), recursive: true);
            }
        }
    }

    /// <summary>Ends open watches, writes what is still to be written, and stops to listen.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, entry) in _clusters)
        {
            await entry.StopControllersAsync();
            await entry.Cluster.StopWatchesAsync();
        }
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }
        foreach (var (_, entry) in _clusters)
        {
            await entry.Cluster.DisposeAsync();
        }
        _admin.Dispose();
        _authority.Dispose();
        _directory?.Dispose();
    }

    private static EmbeddedControlPlane Open(EmbeddedControlPlaneOptions options)
    {
        var directory = options.DataDirectory is { } data ? DirectoryLock.Take(data) : null;
        try
        {
            return new EmbeddedControlPlane(options, directory);
        }
        catch
        {
            directory?.Dispose();
            throw;
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken) =>
        _listener = await Listener.StartAsync(
            _options,
            _authority.IssueServer(),
            _authority.Certificate,
            Find,
            IsOnDisk,
            cancellationToken
        );

    private async Task<Entry> OpenClusterAsync(
        string name,
        EmbeddedClusterOptions options,
        CancellationToken cancellationToken
    )
    {
        if (NameRules.CheckLabel(name) is [var fault, ..])
        {
            throw new ArgumentException($"'{name}' is no name for a cluster: {fault}", nameof(name));
        }
        if (_clusters.ContainsKey(name))
        {
            throw new ArgumentException($"there is a cluster '{name}' already", nameof(name));
        }
        var cluster = new LogicalCluster(name, options, _options, _identity);
        try
        {
            await cluster.StartAsync(cancellationToken);
        }
        catch
        {
            // Its journal must be free when somebody tries again.
            await cluster.DisposeAsync();
            throw;
        }
        var logger = _options.LoggerFactory.CreateLogger<EmbeddedControlPlane>();
        return _clusters[name] = new Entry(cluster, new ClusterHandler(cluster, logger), options.SchedulesPods);
    }

    /// <summary>Starts what needs the cluster's address.</summary>
    private async Task<EmbeddedCluster> ReachAsync(Entry entry, CancellationToken cancellationToken)
    {
        await KubernetesService.EnsureAsync(entry.Cluster, Address, cancellationToken);
        var reached = new EmbeddedCluster(this, entry.Cluster.Name, _options);
        entry.Controllers = new ApiControllers(
            entry.Cluster,
            entry.SchedulesPods,
            reached.CreateClient,
            _options.Time,
            _options.LoggerFactory
        );
        return reached;
    }

    private bool IsOnDisk(string name) =>
        _options.DataDirectory is { } directory
        && NameRules.CheckLabel(name).Count == 0
        && Directory.Exists(Path.Combine(directory, "clusters", name));

    private ClusterHandler? Find(string name) =>
        _clusters.TryGetValue(name.Length == 0 ? _onlyCluster ?? "" : name, out var entry) ? entry.Handler : null;

    private sealed class Entry(LogicalCluster cluster, ClusterHandler handler, bool schedulesPods)
    {
        public LogicalCluster Cluster => cluster;

        public ClusterHandler Handler => handler;

        public bool SchedulesPods => schedulesPods;

        public ApiControllers? Controllers { get; set; }

        public ValueTask StopControllersAsync() => Controllers?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
