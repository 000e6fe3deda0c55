using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// The certificates of a webhook server, made and renewed while it runs. A new authority is published to those who must trust
/// it, and only after <see cref="ServingCertificateOptions.AuthorityAnnouncedBefore"/> does it sign what is served; the former
/// one stays trusted for a day. Any number of replicas may do this at once with one store.
/// </summary>
/// <example>
/// <code>
/// var certificates = new ServingCertificates(options, store, time, logger);
/// var bundles = new CaBundleInjector(client, new CaBundleTargets { Validating = ["widget-admission"] });
/// await certificates.RunAsync(() => true, bundles.PublishAsync, cancellationToken);
/// </code>
/// </example>
public sealed partial class ServingCertificates : IServingCertificate
{
    private const int MostTries = 20;

    private readonly ServingCertificateOptions _options;
    private readonly ICertificateStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CertificateRotation _rotation;
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
        _rotation = new CertificateRotation(options, time);
    }

    /// <summary>What is served now; null before the first <see cref="EnsureAsync"/> or <see cref="ReloadAsync"/>.</summary>
    public ServingCertificateBundle? Current => _bundle;

    /// <inheritdoc/>
    public SslStreamCertificateContext? Context => _context;

    /// <summary>
    /// Makes or renews what is missing or due: one step of a rotation per call. <paramref name="publishAsync"/> is called
    /// with the PEM bundle that callers must trust, always before anything new is served; it must be idempotent, since it is
    /// called every time. Usually the leader's task, but harmless when several replicas do it. Where the store is empty
    /// although something is served, that is put back, and a new authority begins to replace its own.
    /// </summary>
    public Task EnsureAsync(Func<byte[], CancellationToken, Task> publishAsync, CancellationToken cancellationToken) =>
        StepAsync(
            stored => stored is null && _bundle is { } own ? _rotation.Announce(own) : _rotation.Next(stored),
            publishAsync,
            cancellationToken
        );

    /// <summary>
    /// Begins to replace the authority although it is not due, as when its key may have leaked; <see cref="EnsureAsync"/> or
    /// <see cref="RunAsync"/> completes it. Does nothing while a replacement is under way.
    /// </summary>
    public Task ReplaceAuthorityAsync(
        Func<byte[], CancellationToken, Task> publishAsync,
        CancellationToken cancellationToken
    ) =>
        StepAsync(
            stored => stored is null ? _rotation.Next(stored) : _rotation.Announce(stored),
            publishAsync,
            cancellationToken
        );

    /// <summary>Serves what another replica has stored; returns whether there is anything to serve.</summary>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        if ((await _store.LoadAsync(cancellationToken)).Bundle is { } stored)
        {
            Serve(stored);
        }
        return _bundle is not null;
    }

    /// <summary>
    /// Keeps certificates fresh until cancelled: while <paramref name="isLeader"/> says so by <see cref="EnsureAsync"/>, else
    /// by taking over what the leader stores. Faults are logged and tried again.
    /// </summary>
    public async Task RunAsync(
        Func<bool> isLeader,
        Func<byte[], CancellationToken, Task> publishAsync,
        CancellationToken cancellationToken
    )
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    await (isLeader() ? EnsureAsync(publishAsync, cancellationToken) : ReloadAsync(cancellationToken));
                }
                catch (Exception exception)
                    when (exception is KubernetesException or HttpRequestException or CryptographicException)
                {
                    CertificateMetrics.Failed();
                    Log.Failed(_logger, _options.Name, exception.Message);
                }
                await Task.Delay(_options.ReloadPeriod, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <summary>
    /// Stores, publishes, serves, in this order: what is served is always stored and trusted. A replica that loses the race
    /// for the store looks at what the winner wrote.
    /// </summary>
    private async Task StepAsync(
        Func<ServingCertificateBundle?, ServingCertificateBundle> next,
        Func<byte[], CancellationToken, Task> publishAsync,
        CancellationToken cancellationToken
    )
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (stored, version) = await _store.LoadAsync(cancellationToken);
            var wanted = next(stored);
            if (wanted != stored)
            {
                if (!await _store.TrySaveAsync(wanted, version, cancellationToken))
                {
                    continue;
                }
                Log.Renewed(_logger, _options.Name);
            }
            await publishAsync(wanted.TrustedAuthorities, cancellationToken);
            Serve(wanted);
            if (wanted is { NextAuthority: not null, NextPublished: null })
            {
                await NotePublishedAsync(wanted, cancellationToken);
            }
            return;
        }
        throw new KubernetesException(
            409,
            "Conflict",
            $"certificates of {_options.Name}: other replicas were quicker {MostTries} times"
        );
    }

    /// <summary>Starts the clock of the next authority; where another replica was quicker, it did so or will.</summary>
    private async Task NotePublishedAsync(ServingCertificateBundle published, CancellationToken cancellationToken)
    {
        var (stored, version) = await _store.LoadAsync(cancellationToken);
        if (stored == published)
        {
            await _store.TrySaveAsync(published with { NextPublished = _time.GetUtcNow() }, version, cancellationToken);
        }
    }

    private void Serve(ServingCertificateBundle bundle)
    {
        if (bundle == _bundle)
        {
            return;
        }
        CertificateMetrics.Read();
        if (bundle.Certificate != _bundle?.Certificate)
        {
            using var pair = X509Certificate2.CreateFromPem(bundle.Certificate, bundle.CertificateKey);
            var authority = X509Certificate2.CreateFromPem(bundle.Authority);
            _context = ServerCertificate.Of(pair, [authority]);
            Log.Serving(_logger, _options.Name);
        }
        _bundle = bundle;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "New certificates of {Name} are stored.")]
        public static partial void Renewed(ILogger logger, string name);

        [LoggerMessage(2, LogLevel.Information, "A new serving certificate of {Name} is in use.")]
        public static partial void Serving(ILogger logger, string name);

        [LoggerMessage(3, LogLevel.Warning, "Serving certificates of {Name} could not be kept fresh: {Reason}")]
        public static partial void Failed(ILogger logger, string name, string reason);
    }
}
