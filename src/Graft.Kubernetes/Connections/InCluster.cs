using System.Security.Cryptography;

namespace Graft.Kubernetes.Connections;

/// <summary>
/// The connection of a pod: environment for the address, mounted files for the rest. The kubelet renews token and
/// authorities in place, so both are read again while the process runs.
/// </summary>
internal sealed class InCluster(string directory, Func<string, string?> environment)
{
    private const string Host = "KUBERNETES_SERVICE_HOST";
    private const string Port = "KUBERNETES_SERVICE_PORT";

    /// <summary>Where Kubernetes puts it.</summary>
    public static InCluster Mounted { get; } =
        new("/var/run/secrets/kubernetes.io/serviceaccount", Environment.GetEnvironmentVariable);

    public bool IsAvailable =>
        environment(Host) is { Length: > 0 } && environment(Port) is { Length: > 0 } && File.Exists(In("token"));

    public async Task<ClusterConnection> LoadAsync(CancellationToken cancellationToken)
    {
        var (host, port) = (environment(Host), environment(Port));
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new KubeconfigException($"this process runs in no pod: {Host} and {Port} must be set");
        }
        var address = $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server))
        {
            throw new KubeconfigException($"{Host} \"{host}\" and {Port} \"{port}\" are no address");
        }
        if ((await ReadAsync("token", cancellationToken)).Length == 0)
        {
            throw new KubeconfigException($"{In("token")}: is empty");
        }
        var authorities = await ReadAsync("ca.crt", cancellationToken);
        try
        {
            return new ClusterConnection
            {
                Server = server,
                Source = "the pod's service account",
                CertificateAuthorities = ClientCertificates.AuthoritiesFromPem(authorities),
                CertificateAuthorityFile = In("ca.crt"),
                TokenFile = In("token"),
                Namespace = File.Exists(In("namespace")) ? await ReadAsync("namespace", cancellationToken) : null,
            };
        }
        catch (CryptographicException exception)
        {
            throw new KubeconfigException($"{In("ca.crt")}: {exception.Message}", exception);
        }
    }

    private string In(string name) => Path.Combine(directory, name);

    private async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(In(name), cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"the pod's service account cannot be read: {exception.Message}", exception);
        }
    }
}
