using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Graft.Kubernetes.Webhooks;
using Graft.Testing;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Tests.Webhooks;

/// <summary>A directory as kubelet makes it of a Secret: files are links into <c>..data</c>, itself a link that is swapped.</summary>
public sealed class MountedCertificateTests : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly RecordingLogger _log = new();
    private readonly MountedCertificate _mounted;
    private int _generation;

    public MountedCertificateTests()
    {
        using var factory = new LoggerFactory([_log]);
        _mounted = new MountedCertificate(_directory["."], s_period, _time, new Logger<MountedCertificate>(factory));
        foreach (var file in new[] { "tls.crt", "tls.key" })
        {
            File.CreateSymbolicLink(_directory[file], Path.Combine("..data", file));
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_swapped_directory_is_served_and_an_unchanged_one_is_left_alone()
    {
        var (first, second) = (Pair("a"), Pair("b"));
        Swap(first.Certificate, first.Key);
        Assert.True(await _mounted.ReadAsync(Cancel));
        var served = _mounted.Context;
        Assert.Equal("CN=a", served!.TargetCertificate.Subject);
        Assert.True(await _mounted.ReadAsync(Cancel));
        Assert.Same(served, _mounted.Context);

        Swap(second.Certificate, second.Key);

        Assert.True(await _mounted.ReadAsync(Cancel));
        Assert.Equal("CN=b", _mounted.Context!.TargetCertificate.Subject);
    }

    [Fact]
    public async Task What_cannot_be_used_is_told_once_and_the_former_certificate_stays()
    {
        var (first, second) = (Pair("a"), Pair("b"));
        Assert.False(await _mounted.ReadAsync(Cancel));
        Assert.Null(_mounted.Context);
        Swap(first.Certificate, first.Key);
        Assert.True(await _mounted.ReadAsync(Cancel));
        var before = _log.Lines.Count;

        Swap(second.Certificate, first.Key);

        Assert.False(await _mounted.ReadAsync(Cancel));
        Assert.False(await _mounted.ReadAsync(Cancel));
        Assert.Equal("CN=a", _mounted.Context!.TargetCertificate.Subject);
        Assert.Equal(before + 1, _log.Lines.Count);
        Swap("no certificate", second.Key);
        Assert.False(await _mounted.ReadAsync(Cancel));
        Swap(second.Certificate, second.Key);
        Assert.True(await _mounted.ReadAsync(Cancel));
    }

    [Fact]
    public async Task The_rest_of_a_chain_is_served_with_the_leaf()
    {
        var (root, rootKey) = Issue("root", null);
        var (issuer, issuerKey) = Issue("issuer", X509Certificate2.CreateFromPem(root, rootKey));
        var (leaf, key) = Issue("leaf", X509Certificate2.CreateFromPem(issuer, issuerKey));
        Swap(leaf + "\n" + issuer, key);

        Assert.True(await _mounted.ReadAsync(Cancel));

        Assert.Equal("CN=leaf", _mounted.Context!.TargetCertificate.Subject);
        Assert.Equal(["CN=issuer"], _mounted.Context.IntermediateCertificates.Select(one => one.Subject));
    }

    [Fact]
    public async Task The_directory_is_followed_by_looking_at_it()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = _mounted.RunAsync(stop.Token);
        var pair = Pair("a");
        Swap(pair.Certificate, pair.Key);

        await Eventually.TrueAsync(() =>
        {
            _time.Advance(s_period);
            return _mounted.Context is not null;
        });

        await stop.CancelAsync();
        await running;
    }

    private static (string Certificate, string Key) Pair(string name) => Issue(name, null);

    private static (string Certificate, string Key) Issue(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = issuer is null
            ? request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1))
            : request.Create(issuer, new(issuer.NotBefore), new(issuer.NotAfter), RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private void Swap(string certificate, string key)
    {
        var data = $"..{_generation++}";
        Directory.CreateDirectory(_directory[data]);
        File.WriteAllText(_directory[Path.Combine(data, "tls.crt")], certificate);
        File.WriteAllText(_directory[Path.Combine(data, "tls.key")], key);
        File.CreateSymbolicLink(_directory["..data_tmp"], data);
        // A rename over a link to a directory, which the file classes refuse.
        using var move = Process.Start("mv", ["-fT", _directory["..data_tmp"], _directory["..data"]]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }
}
