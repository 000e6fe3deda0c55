using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Bench.Admission;

/// <summary>
/// Calls a webhook as an API server does: with what the registration says, and trusting whom it says at the time. A changed
/// registration is followed as soon as the watch tells of it, with new connections.
/// </summary>
internal sealed class TrustingCaller : IDisposable
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly Version _version;
    private readonly TimeSpan _connectionLifetime;
    private readonly IDisposable _subscription;
    private readonly List<HttpClient> _former = [];
    private volatile Target? _target;

    /// <param name="name">The ValidatingWebhookConfiguration.</param>
    /// <param name="configurations">Tells of it.</param>
    /// <param name="version">1.1 or 2.0.</param>
    /// <param name="connectionLifetime">After which connections are made anew, as when API servers restart.</param>
    public TrustingCaller(
        string name,
        Informer<ValidatingWebhookConfiguration> configurations,
        Version version,
        TimeSpan connectionLifetime
    )
    {
        _version = version;
        _connectionLifetime = connectionLifetime;
        _subscription = configurations.Subscribe(change =>
        {
            if (change.Key.Name == name && change.Object.Webhooks is [{ ClientConfig: { } config }, ..])
            {
                Follow(config);
            }
        });
    }

    /// <summary>Whether the webhook allows what is asked.</summary>
    /// <exception cref="HttpRequestException">No answer, or none that judges.</exception>
    public async Task<bool> AskAsync(byte[] body, CancellationToken cancellationToken)
    {
        var target = _target ?? throw new HttpRequestException("the webhook is not registered");
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = s_json;
        using var message = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Version = _version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        using var response = await target.Http.SendAsync(message, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"the webhook answered {(int)response.StatusCode}");
        }
        var text = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return text.AsSpan().IndexOf("\"allowed\":true"u8) >= 0;
    }

    /// <summary>How many authorities are trusted now.</summary>
    public int Authorities => _target?.Authorities ?? 0;

    public void Dispose()
    {
        _subscription.Dispose();
        _former.ForEach(client => client.Dispose());
        _target?.Http.Dispose();
    }

    private void Follow(WebhookClientConfig config)
    {
        var bundle = Encoding.ASCII.GetString(config.CaBundle ?? []);
        if (bundle == _target?.Bundle || config.Url is null)
        {
            return;
        }
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(bundle);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            PooledConnectionLifetime = _connectionLifetime,
            UseProxy = false,
        };
        if (_target is { } former)
        {
            // Requests are still under way on its connections.
            _former.Add(former.Http);
        }
        _target = new Target(new HttpClient(handler), new Uri(config.Url + "?timeout=10s"), bundle, authorities.Count);
    }

    private sealed record Target(HttpClient Http, Uri Url, string Bundle, int Authorities);
}
