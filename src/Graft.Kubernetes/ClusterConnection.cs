using System.Security.Cryptography.X509Certificates;
using Graft.Kubernetes.Connections;

namespace Graft.Kubernetes;

/// <summary>How a cluster is reached: address, whom to trust, who the caller is.</summary>
public sealed record ClusterConnection
{
    /// <summary>The address of the API server; a path (<c>/clusters/seed</c>) goes in front of every request's path.</summary>
    public required Uri Server { get; init; }

    /// <summary>Where the connection was read from, for messages; for example a file and a context.</summary>
    public string Source { get; init; } = "";

    /// <summary>The namespace that the context names; null when it names none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The authorities to trust instead of the machine's; null trusts the machine's.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>
    /// The file of <see cref="CertificateAuthorities"/>, read again every minute; new connections trust what it holds then.
    /// </summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Trusts any server. Never for production.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The name to expect in the server's certificate, when it is not the host of <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>
    /// The proxy to go through: <c>http</c>, <c>https</c> or <c>socks5</c>, with user and password where it wants them. Null
    /// uses <c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c> and <c>NO_PROXY</c> as Go programs read them, never for loopback.
    /// </summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether answers are asked for uncompressed; default false.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>Client certificate with its private key.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// The files of <see cref="ClientCertificate"/>, read again every minute; new connections present what they hold then.
    /// </summary>
    public ClientCertificateFiles? ClientCertificateFiles { get; init; }

    /// <summary>The bearer token; what <see cref="TokenFile"/> holds goes before it.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the token, read again every minute, since the kubelet renews it in place.</summary>
    public string? TokenFile { get; init; }

    /// <summary>A program that makes credentials; not asked where there is a token or a password.</summary>
    public ExecCredentialPlugin? Exec { get; init; }

    /// <summary>Whom to act as; null, the default, as oneself.</summary>
    public Impersonation? Impersonate { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>Tells servers and logs who calls.</summary>
    public string UserAgent { get; init; } = "graft";

    /// <summary>
    /// Reads a kubeconfig file, or several separated by the path separator and merged as kubectl does. A null context means
    /// the file's current one.
    /// </summary>
    /// <exception cref="KubeconfigException">Unreadable; the message names file and field.</exception>
    public static Task<ClusterConnection> FromKubeconfigFileAsync(
        string path,
        string? context,
        CancellationToken cancellationToken
    ) => Kubeconfig.LoadAsync(path, context, cancellationToken);

    /// <summary>Reads a kubeconfig from its text; relative files in it are looked for in the working directory.</summary>
    /// <exception cref="KubeconfigException">Unreadable; the message names the field.</exception>
    public static ClusterConnection FromKubeconfig(string text, string? context = null) =>
        Kubeconfig.Parse(text, context);

    /// <summary>The connection that Kubernetes gives every pod: service account token and CA.</summary>
    /// <exception cref="KubeconfigException">This process runs in no pod.</exception>
    public static Task<ClusterConnection> InClusterAsync(CancellationToken cancellationToken) =>
        InCluster.Mounted.LoadAsync(cancellationToken);

    /// <summary>
    /// The given kubeconfig; without one <c>KUBECONFIG</c>, then the pod's own connection, then <c>~/.kube/config</c>.
    /// </summary>
    public static Task<ClusterConnection> LoadDefaultAsync(
        string? kubeconfig,
        string? context,
        CancellationToken cancellationToken
    )
    {
        var path = string.IsNullOrEmpty(kubeconfig) ? Environment.GetEnvironmentVariable("KUBECONFIG") : kubeconfig;
        if (!string.IsNullOrEmpty(path))
        {
            return FromKubeconfigFileAsync(path, context, cancellationToken);
        }
        if (InCluster.Mounted.IsAvailable)
        {
            return InClusterAsync(cancellationToken);
        }
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return FromKubeconfigFileAsync(Path.Combine(home, ".kube", "config"), context, cancellationToken);
    }
}
