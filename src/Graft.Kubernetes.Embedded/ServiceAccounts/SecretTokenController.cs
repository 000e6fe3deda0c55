using System.Text;
using Graft.Kubernetes.Embedded.Controllers;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>
/// Fills Secrets of type <c>kubernetes.io/service-account-token</c> with a token of the account that they name, and deletes
/// those whose account is gone.
/// </summary>
internal sealed class SecretTokenController : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly ServiceAccountTokens _tokens;
    private readonly ClusterWrites _writes;
    private readonly KeyLoop<ObjectId> _loop;
    private readonly string _authority;

    /// <param name="cluster">The cluster.</param>
    /// <param name="authority">The certificate of the authority that signed the server's, in PEM.</param>
    /// <param name="time">For pauses after a failure.</param>
    /// <param name="loggers">Where failures are logged.</param>
    public SecretTokenController(LogicalCluster cluster, string authority, TimeProvider time, ILoggerFactory loggers)
    {
        _store = cluster.Store;
        _tokens = cluster.Tokens;
        _authority = authority;
        _writes = new ClusterWrites(cluster, "tokens-controller");
        _loop = new KeyLoop<ObjectId>(
            "service account token controller",
            ReconcileAsync,
            time,
            loggers.CreateLogger<SecretTokenController>()
        );
    }

    public void Start()
    {
        _store.Committed += OnCommitted;
        AddSecrets(null, null);
        _loop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _store.Committed -= OnCommitted;
        await _loop.DisposeAsync();
    }

    private void OnCommitted(StoreEvent change)
    {
        var value = change.Object;
        if (value.Resource == ServiceAccountTokens.Secrets)
        {
            if (change.Type != StoreEventType.Deleted && SecretToken.AccountOf(value.Value) is not null)
            {
                _loop.Add(new ObjectId(value.Resource, value.Namespace, value.Name));
            }
        }
        else if (value.Resource == ServiceAccountTokens.ServiceAccounts)
        {
            AddSecrets(value.Namespace, value.Name);
        }
    }

    private void AddSecrets(string? place, string? account)
    {
        foreach (var secret in _store.Current.List(ServiceAccountTokens.Secrets, place))
        {
            if (SecretToken.AccountOf(secret.Value) is { } name && (account is null || name == account))
            {
                _loop.Add(new ObjectId(secret.Resource, secret.Namespace, secret.Name));
            }
        }
    }

    private async Task ReconcileAsync(ObjectId id, CancellationToken cancellationToken)
    {
        if (_writes.Find(id) is not { IsDeleting: false } secret || SecretToken.AccountOf(secret.Value) is not { } name)
        {
            return;
        }
        var account = _store.Find(ServiceAccountTokens.ServiceAccounts, secret.Namespace, name);
        var uid = secret.Value.Text("metadata", "annotations", SecretToken.AccountUid);
        if (account is null || (!string.IsNullOrEmpty(uid) && uid != account.Uid))
        {
            await _writes.DeleteAsync(secret, DeleteRequest.Background, cancellationToken);
        }
        else if (IsIncomplete(secret, account))
        {
            await FillAsync(secret, account, cancellationToken);
        }
    }

    private bool IsIncomplete(StoredObject secret, StoredObject account)
    {
        var value = secret.Value;
        return string.IsNullOrEmpty(value.Text("data", "token"))
            || value.Text("data", "ca.crt") != Encode(_authority)
            || value.Text("data", "namespace") != Encode(secret.Namespace)
            || value.Text("metadata", "annotations", SecretToken.AccountUid) != account.Uid;
    }

    private Task FillAsync(StoredObject secret, StoredObject account, CancellationToken cancellationToken) =>
        _writes.UpdateAsync(
            secret,
            null,
            value =>
            {
                value.Metadata().Child("annotations")[SecretToken.AccountUid] = account.Uid;
                var data = value.Child("data");
                data["ca.crt"] = Encode(_authority);
                data["namespace"] = Encode(secret.Namespace);
                if (string.IsNullOrEmpty(data.Text("token")))
                {
                    data["token"] = Encode(_tokens.IssueLegacy(account, secret.Name));
                }
            },
            cancellationToken
        );

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
