using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Controllers;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>
/// Gives every namespace what its pods need to speak to the API: the <c>default</c> service account, and the ConfigMap
/// <c>kube-root-ca.crt</c> by which they know the server.
/// </summary>
internal sealed class NamespaceIdentity : IAsyncDisposable
{
    public const string DefaultAccount = "default";

    public const string RootCertificates = "kube-root-ca.crt";

    private const string Description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    private static readonly GroupResource ConfigMaps = new("", "configmaps");

    private readonly ObjectStore _store;
    private readonly ClusterWrites _accounts;
    private readonly ClusterWrites _certificates;
    private readonly KeyLoop<string> _loop;
    private readonly string _authority;

    /// <param name="cluster">The cluster.</param>
    /// <param name="authority">The certificate of the authority that signed the server's, in PEM.</param>
    /// <param name="time">For pauses after a failure.</param>
    /// <param name="loggers">Where failures are logged.</param>
    public NamespaceIdentity(LogicalCluster cluster, string authority, TimeProvider time, ILoggerFactory loggers)
    {
        _store = cluster.Store;
        _authority = authority;
        _accounts = new ClusterWrites(cluster, "service-account-controller");
        _certificates = new ClusterWrites(cluster, "root-ca-cert-publisher");
        _loop = new KeyLoop<string>(
            "service account controller",
            EnsureAsync,
            time,
            loggers.CreateLogger<NamespaceIdentity>()
        );
    }

    public void Start()
    {
        _store.Committed += OnCommitted;
        foreach (var value in _store.Current.List(NamespaceGate.Namespaces))
        {
            _loop.Add(value.Name);
        }
        _loop.Start();
    }

    /// <summary>The same as is done in time anyway, for who cannot wait.</summary>
    public async Task EnsureAsync(string name, CancellationToken cancellationToken)
    {
        if (_store.Find(NamespaceGate.Namespaces, "", name) is not { IsDeleting: false })
        {
            return;
        }
        if (_store.Find(ServiceAccountTokens.ServiceAccounts, name, DefaultAccount) is null)
        {
            var account = new JsonObject { ["metadata"] = new JsonObject { ["name"] = DefaultAccount } };
            await _accounts.CreateAsync(ServiceAccountTokens.ServiceAccounts, name, account, cancellationToken);
        }
        await EnsureCertificatesAsync(name, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Committed -= OnCommitted;
        await _loop.DisposeAsync();
    }

    private void OnCommitted(StoreEvent change)
    {
        var value = change.Object;
        if (value.Resource == NamespaceGate.Namespaces && change.Type == StoreEventType.Added)
        {
            _loop.Add(value.Name);
        }
        else if (
            change.Type != StoreEventType.Added
            && (
                (value.Resource == ServiceAccountTokens.ServiceAccounts && value.Name == DefaultAccount)
                || (value.Resource == ConfigMaps && value.Name == RootCertificates)
            )
        )
        {
            _loop.Add(value.Namespace);
        }
    }

    private async Task EnsureCertificatesAsync(string name, CancellationToken cancellationToken)
    {
        var found = _store.Find(ConfigMaps, name, RootCertificates);
        if (found is null)
        {
            var map = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = RootCertificates,
                    ["annotations"] = new JsonObject { ["kubernetes.io/description"] = Description },
                },
                ["data"] = Data(),
            };
            await _certificates.CreateAsync(ConfigMaps, name, map, cancellationToken);
        }
        else if (!found.IsDeleting && !JsonNode.DeepEquals(found.Value["data"], Data()))
        {
            await _certificates.UpdateAsync(found, null, value => value["data"] = Data(), cancellationToken);
        }
    }

    private JsonObject Data() => new() { ["ca.crt"] = _authority };
}
