using Graft.Kubernetes.Embedded.Admission;
using Graft.Kubernetes.Embedded.Admission.Webhooks;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.Discovery;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.OpenApi;
using Graft.Kubernetes.Embedded.Pods;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Reviews;
using Graft.Kubernetes.Embedded.Security;
using Graft.Kubernetes.Embedded.ServiceAccounts;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Versions;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded;

/// <summary>One cluster: its objects, its kinds, and what is done with them. Composes the parts and owns their lives.</summary>
internal sealed class LogicalCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebhookAdmission _webhooks;
    private readonly PageSnapshots _pages;
    private readonly RbacIndex _access;
    private readonly ControlLoops _loops;
    private volatile string _gitVersion = "";

    public LogicalCluster(
        string name,
        EmbeddedClusterOptions options,
        EmbeddedControlPlaneOptions server,
        ControlPlaneIdentity identity
    )
    {
        Name = name;
        ChangeVersion(options.KubernetesVersion);
        Journal? journal = null;
        if (server.DataDirectory is { } directory)
        {
            journal = new Journal(
                Path.Combine(directory, "clusters", name),
                server.JournalLimit,
                server.Time,
                server.LoggerFactory.CreateLogger<Journal>()
            );
        }
        Store = new ObjectStore(server.HistoryLimit, journal);
        var time = server.Time;
        _pages = new PageSnapshots(Store, time);
        _access = new RbacIndex(Store);
        Authorizer =
            options.Authorization == AuthorizationMode.Rbac ? new RbacAuthorizer(_access) : new AlwaysAllowAuthorizer();
        AllowsAnonymous = options.Authorization == AuthorizationMode.Rbac;
        _webhooks = new WebhookAdmission(
            Store,
            Registry,
            Authorizer,
            time,
            server.LoggerFactory.CreateLogger<WebhookAdmission>()
        );
        Tokens = new ServiceAccountTokens(
            TokenSigningKey.Open(server.DataDirectory is { } home ? Path.Combine(home, "clusters", name) : null),
            options.ServiceAccountIssuer,
            Store,
            time
        );
        Authenticator = new Authenticator(identity, Tokens);
        var admission = new AdmissionChain(
            [
                new ServiceAccountAdmission(Store, (place, token) => _loops!.EnsureIdentityAsync(place, token)),
                .. options.AdmissionPlugins,
            ],
            _webhooks
        );
        Writer = new ResourceWriter(
            Store,
            admission,
            new NamespaceGate(Store),
            new EscalationGuard(Authorizer, _access),
            time
        );
        Deleter = new ResourceDeleter(Store, admission, time, options.DeletesPodsGracefully);
        Discovery = new DiscoveryHandler(new DiscoveryDocuments(Registry));
        OpenApi = new OpenApiHandler(new OpenApiDocuments(Registry, "Kubernetes", () => GitVersion), time);
        Health = new HealthHandler(Store, _stopping.Token);
        Metrics = new ServerMetrics(Store, () => GitVersion, time);
        Api = new ResourceApi(
            new ListHandler(Store, _pages, new PastStates(Store), time),
            new WatchHandler(Store, Registry, time, _stopping.Token),
            new PatchHandler(new ApplyHandler(Store, Writer, Authorizer, time), Writer, time),
            Writer,
            Deleter,
            new CollectionDeleter(Store, Deleter),
            new ReviewApi(Authorizer, Authenticator),
            new SubresourceApi(
                Store,
                Writer,
                Deleter,
                new TokenRequestApi(Tokens, Store, time),
                new PodLogApi(Store, options.ContainerLogs, time),
                new DisruptionBudgets(Store),
                new ScaleApi(Writer),
                time
            ),
            time
        );
        _loops = new ControlLoops(
            this,
            identity.Authority.ExportCertificatePem(),
            options.NodeMonitorGracePeriod,
            time,
            server.LoggerFactory
        );
    }

    public string Name { get; }

    /// <summary>Such as <c>v1.31.0</c>.</summary>
    public string GitVersion => _gitVersion;

    public ResourceRegistry Registry { get; } = new();

    public ObjectStore Store { get; }

    public ServiceAccountTokens Tokens { get; }

    public Authenticator Authenticator { get; }

    public IAuthorizer Authorizer { get; }

    /// <summary>Whether requests without credentials are heard at all.</summary>
    public bool AllowsAnonymous { get; }

    public ResourceWriter Writer { get; }

    public ResourceDeleter Deleter { get; }

    public DiscoveryHandler Discovery { get; }

    public OpenApiHandler OpenApi { get; }

    public HealthHandler Health { get; }

    public ServerMetrics Metrics { get; }

    public ResourceApi Api { get; }

    public Task StartAsync(CancellationToken cancellationToken) => _loops.StartAsync(cancellationToken);

    /// <summary>
    /// Serves the kinds of another version from now on. Objects of kinds that it does not have stay stored, and come back
    /// with a version that has them.
    /// </summary>
    /// <exception cref="FormatException">The text is no version.</exception>
    public void ChangeVersion(string gitVersion)
    {
        var kinds = BuiltInResources.For(KubernetesVersion.Parse(gitVersion)).ToList();
        _gitVersion = gitVersion;
        Registry.SetBuiltIn(kinds);
    }

    /// <summary>Ends open watches, so that the listener can close.</summary>
    public Task StopWatchesAsync() => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loops.DisposeAsync();
        await Store.DisposeAsync();
        _webhooks.Dispose();
        _pages.Dispose();
        _access.Dispose();
        Tokens.Dispose();
        _stopping.Dispose();
    }
}
