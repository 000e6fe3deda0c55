using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Connections;

/// <summary>The connection of a pod: environment for the address, mounted files for the rest.</summary>
internal static class InCluster
{
    private const string Directory = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static bool IsAvailable =>
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 }
        && File.Exists(Path.Combine(Directory, "token"));

    public static async Task<ClusterConnection> LoadAsync(CancellationToken cancellationToken)
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new KubeconfigException(
                "this process runs in no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"
            );
        }
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(
                await File.ReadAllTextAsync(Path.Combine(Directory, "ca.crt"), cancellationToken)
            );
            var namespaceFile = Path.Combine(Directory, "namespace");
            return new ClusterConnection
            {
                Server = new Uri(
                    $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}"
                ),
                Source = "the pod's service account",
                CertificateAuthorities = authorities,
                TokenFile = Path.Combine(Directory, "token"),
                Namespace = File.Exists(namespaceFile)
                    ? (await File.ReadAllTextAsync(namespaceFile, cancellationToken)).Trim()
                    : null,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"the pod's service account cannot be read: {exception.Message}", exception);
        }
    }
}
