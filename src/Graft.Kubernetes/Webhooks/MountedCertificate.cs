using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// A serving certificate from a directory, as cert-manager and others mount it from a Secret: <c>tls.crt</c> (the leaf, then
/// the rest of its chain) and <c>tls.key</c>. The files are read and compared every <c>period</c>, because a watch on them is
/// blind: kubelet swaps the directory behind a symbolic link. What cannot be used is left alone, and the former one is served.
/// </summary>
public sealed partial class MountedCertificate(
    string directory,
    TimeSpan period,
    TimeProvider time,
    ILogger<MountedCertificate> logger
) : IServingCertificate
{
    /// <summary>How often the directory is usually looked at: 10 s, as controller-runtime does.</summary>
    public static readonly TimeSpan UsualPeriod = TimeSpan.FromSeconds(10);

    private const string CertificateFile = "tls.crt";
    private const string KeyFile = "tls.key";

    private volatile SslStreamCertificateContext? _context;
    private string? _served;
    private string? _complained;

    /// <inheritdoc/>
    public SslStreamCertificateContext? Context => _context;

    /// <summary>Follows the directory until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await ReadAsync(cancellationToken);
                await Task.Delay(period, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <summary>
    /// Looks once; returns whether what the directory holds now is served. False leaves the former certificate in use.
    /// </summary>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var certificate = await File.ReadAllTextAsync(Path.Combine(directory, CertificateFile), cancellationToken);
            var key = await File.ReadAllTextAsync(Path.Combine(directory, KeyFile), cancellationToken);
            if (certificate + key != _served)
            {
                // Files of two generations, read across a swap, do not fit together and are refused here.
                _context = ContextOf(certificate, key);
                _served = certificate + key;
                Log.Serving(logger, directory);
            }
            _complained = null;
            CertificateMetrics.Read();
            return true;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException
            )
        {
            CertificateMetrics.Failed();
            if (_complained != exception.Message)
            {
                _complained = exception.Message;
                Log.NotReadable(logger, directory, exception.Message);
            }
            return false;
        }
    }

    private static SslStreamCertificateContext ContextOf(string certificate, string key)
    {
        using var pair = X509Certificate2.CreateFromPem(certificate, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        chain.RemoveAt(0);
        return ServerCertificate.Of(pair, chain);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The serving certificate of {Directory} is in use.")]
        public static partial void Serving(ILogger logger, string directory);

        [LoggerMessage(2, LogLevel.Warning, "The serving certificate of {Directory} cannot be used: {Reason}")]
        public static partial void NotReadable(ILogger logger, string directory, string reason);
    }
}
