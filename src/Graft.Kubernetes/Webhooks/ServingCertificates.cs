using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// The certificates of a webhook server, renewed while it runs. A new authority is first published to those who must
/// trust it and only then served; the former one stays trusted for a day.
/// </summary>
public sealed partial class ServingCertificates
{
    private readonly ServingCertificateOptions _options;
    private readonly ICertificateStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CertificateFactory _factory;
    private volatile SslStreamCertificateContext? _context;
    private volatile ServingCertificateBundle? _bundle;

    public ServingCertificates(
        ServingCertificateOptions options,
        ICertificateStore store,
        TimeProvider time,
        ILogger<ServingCertificates> logger
    )
    {
        _options = options;
        _store = store;
        _time = time;
        _logger = logger;
        _factory = new CertificateFactory(options, time);
    }

    /// <summary>What is served now; null before the first <see cref="EnsureAsync"/> or <see cref="ReloadAsync"/>.</summary>
    public ServingCertificateBundle? Current => _bundle;

    /// <summary>The certificate as the TLS server takes it; null as long as there is none.</summary>
    public SslStreamCertificateContext? Context => _context;

    /// <summary>
    /// Makes or renews what is missing or due, for the replica that leads. <paramref name="publishAsync"/> is called with
    /// the PEM bundle that callers must trust, always before a certificate of a new authority is served; it must be
    /// idempotent, since it is called every time.
    /// </summary>
    public async Task EnsureAsync(
        Func<byte[], CancellationToken, Task> publishAsync,
        CancellationToken cancellationToken
    )
    {
        var stored = await _store.LoadAsync(cancellationToken);
        var wanted = Renew(stored);
        await publishAsync(wanted.TrustedAuthorities, cancellationToken);
        if (wanted != stored)
        {
            await _store.SaveAsync(wanted, cancellationToken);
            Log.Renewed(_logger, _options.Name);
        }
        Serve(wanted);
    }

    /// <summary>Serves what another replica has stored; returns whether there is anything to serve.</summary>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        if (await _store.LoadAsync(cancellationToken) is { } stored)
        {
            Serve(stored);
        }
        return _bundle is not null;
    }

    /// <summary>
    /// Keeps the certificates fresh until cancelled: renews them as long as <paramref name="isLeader"/> says so, else takes
    /// over what the leader stores. Faults are logged and tried again.
    /// </summary>
    public async Task RunAsync(
        Func<bool> isLeader,
        Func<byte[], CancellationToken, Task> publishAsync,
        CancellationToken cancellationToken
    )
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await (isLeader() ? EnsureAsync(publishAsync, cancellationToken) : ReloadAsync(cancellationToken));
                await Task.Delay(_options.ReloadPeriod, _time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is KubernetesException or HttpRequestException)
            {
                Log.Failed(_logger, _options.Name, exception.Message);
                await PauseAsync(cancellationToken);
            }
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_options.ReloadPeriod, _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop ends by its own condition.
        }
    }

    private ServingCertificateBundle Renew(ServingCertificateBundle? stored)
    {
        if (stored is null || IsDue(stored.Authority))
        {
            var (authority, authorityKey) = _factory.Authority();
            var (certificate, certificateKey) = _factory.Server(authority, authorityKey);
            return new ServingCertificateBundle
            {
                Authority = authority,
                AuthorityKey = authorityKey,
                Certificate = certificate,
                CertificateKey = certificateKey,
                PreviousAuthority = stored?.Authority,
                PreviousUntil = stored is null ? null : _time.GetUtcNow() + _options.PreviousAuthorityKept,
            };
        }
        var current =
            stored.PreviousUntil <= _time.GetUtcNow()
                ? stored with
                {
                    PreviousAuthority = null,
                    PreviousUntil = null,
                }
                : stored;
        if (!IsDue(current.Certificate) && CoversHosts(current.Certificate))
        {
            return current;
        }
        var (renewed, key) = _factory.Server(current.Authority, current.AuthorityKey);
        return current with { Certificate = renewed, CertificateKey = key };
    }

    private bool IsDue(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        var lifetime = certificate.NotAfter - certificate.NotBefore;
        return _time.GetUtcNow() >= new DateTimeOffset(certificate.NotBefore) + lifetime * (2.0 / 3);
    }

    private bool CoversHosts(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return _options.Hosts.All(host => certificate.MatchesHostname(host, allowCommonName: false));
    }

    private void Serve(ServingCertificateBundle bundle)
    {
        if (bundle == _bundle)
        {
            return;
        }
        if (bundle.Certificate != _bundle?.Certificate)
        {
            using var pair = X509Certificate2.CreateFromPem(bundle.Certificate, bundle.CertificateKey);
            // TLS on Windows and macOS cannot use the ephemeral key that PEM gives.
            var usable = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
            var authority = X509Certificate2.CreateFromPem(bundle.Authority);
            _context = SslStreamCertificateContext.Create(usable, [authority], offline: true);
        }
        _bundle = bundle;
        Log.Serving(_logger, _options.Name);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "New serving certificates of {Name} are stored.")]
        public static partial void Renewed(ILogger logger, string name);

        [LoggerMessage(2, LogLevel.Information, "Serving certificates of {Name} are in use.")]
        public static partial void Serving(ILogger logger, string name);

        [LoggerMessage(3, LogLevel.Warning, "Serving certificates of {Name} could not be kept fresh: {Reason}")]
        public static partial void Failed(ILogger logger, string name, string reason);
    }
}
