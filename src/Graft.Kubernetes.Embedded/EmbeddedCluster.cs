using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded;

/// <summary>One cluster of an embedded control plane, as its owner reaches it.</summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly EmbeddedControlPlane _controlPlane;
    private readonly EmbeddedControlPlaneOptions _options;
    private readonly Lazy<string> _kubeconfig;
    private bool _ownsControlPlane;

    internal EmbeddedCluster(EmbeddedControlPlane controlPlane, string name, EmbeddedControlPlaneOptions options)
    {
        _controlPlane = controlPlane;
        _options = options;
        Name = name;
        Server = controlPlane.AddressOf(name);
        _kubeconfig = new Lazy<string>(() => WriteKubeconfig($"{name}-admin", controlPlane.AdminCertificate));
    }

    public string Name { get; }

    /// <summary>The address of this cluster's API, its path included.</summary>
    public Uri Server { get; }

    /// <summary>A kubeconfig with one context of the cluster's name, and the administrator's client certificate.</summary>
    public string Kubeconfig => _kubeconfig.Value;

    /// <summary>The administrator's bearer token, the same in all clusters of the control plane.</summary>
    public string Token => _controlPlane.AdminToken;

    public ClusterConnection Connection => ClusterConnection.FromKubeconfig(Kubeconfig, Name);

    /// <summary>The version that the cluster says it has, such as <c>v1.31.0</c>.</summary>
    /// <exception cref="InvalidOperationException">The cluster was removed.</exception>
    public string KubernetesVersion => _controlPlane.ClusterOf(Name).GitVersion;

    /// <summary>
    /// Gives the running cluster another version, up or down. Requests go on meanwhile: a kind that both versions have is
    /// there all the time, watches of it stay open, and those of a kind that goes end. Objects of such a kind stay stored.
    /// </summary>
    /// <exception cref="FormatException">The text is no version.</exception>
    /// <exception cref="InvalidOperationException">The cluster was removed.</exception>
    public void ChangeVersion(string kubernetesVersion) =>
        _controlPlane.ClusterOf(Name).ChangeVersion(kubernetesVersion);

    /// <summary>A cluster of its own for a test: in memory, named <c>default</c>, on a free port.</summary>
    public static Task<EmbeddedCluster> StartAsync(CancellationToken cancellationToken = default) =>
        StartAsync(new EmbeddedClusterOptions(), new EmbeddedControlPlaneOptions(), cancellationToken);

    /// <summary>The same, made to measure. Disposing it ends its control plane.</summary>
    public static async Task<EmbeddedCluster> StartAsync(
        EmbeddedClusterOptions options,
        EmbeddedControlPlaneOptions controlPlaneOptions,
        CancellationToken cancellationToken
    )
    {
        var cluster = await EmbeddedControlPlane.StartWithAsync(
            "default",
            options,
            controlPlaneOptions,
            cancellationToken
        );
        cluster._ownsControlPlane = true;
        return cluster;
    }

    /// <summary>A client as administrator; the caller disposes it.</summary>
    public KubernetesClient CreateClient() =>
        new(Connection, _options.Time, _options.LoggerFactory.CreateLogger<KubernetesClient>());

    /// <summary>
    /// A client as somebody else, by a certificate of the control plane's authority; the caller disposes it. The user may do
    /// what roles grant to the name and to the groups, among them <c>system:authenticated</c>.
    /// </summary>
    public KubernetesClient CreateClient(string user, params IReadOnlyList<string> groups) =>
        new(ConnectionAs(user, groups), _options.Time, _options.LoggerFactory.CreateLogger<KubernetesClient>());

    /// <summary>How somebody else reaches the cluster.</summary>
    public ClusterConnection ConnectionAs(string user, params IReadOnlyList<string> groups) =>
        ClusterConnection.FromKubeconfig(KubeconfigAs(user, groups), Name);

    /// <summary>The kubeconfig of somebody else, with a certificate of their own.</summary>
    public string KubeconfigAs(string user, params IReadOnlyList<string> groups)
    {
        using var certificate = _controlPlane.IssueClient(user, groups);
        return WriteKubeconfig(user, certificate);
    }

    /// <summary>
    /// Creates objects in the order given and waits until CustomResourceDefinitions among them are established. Objects
    /// that are there already stay as they are.
    /// </summary>
    public async Task InstallAsync(IEnumerable<JsonObject> objects, CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        foreach (var value in objects)
        {
            await Installation.InstallAsync(client, value, cancellationToken);
        }
    }

    /// <summary>The state stays where the control plane keeps it on disk; the cluster goes with its own control plane.</summary>
    public ValueTask DisposeAsync() => _ownsControlPlane ? _controlPlane.DisposeAsync() : ValueTask.CompletedTask;

    private string WriteKubeconfig(string user, X509Certificate2 certificate)
    {
        var config = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["current-context"] = Name,
            ["clusters"] = Named(
                Name,
                "cluster",
                new JsonObject
                {
                    ["server"] = Server.ToString().TrimEnd('/'),
                    ["certificate-authority-data"] = Encode(_controlPlane.CertificateAuthority.ExportCertificatePem()),
                }
            ),
            ["contexts"] = Named(Name, "context", new JsonObject { ["cluster"] = Name, ["user"] = user }),
            ["users"] = Named(
                user,
                "user",
                new JsonObject
                {
                    ["client-certificate-data"] = Encode(certificate.ExportCertificatePem()),
                    ["client-key-data"] = Encode(ExportKey(certificate)),
                }
            ),
        };
        return YamlWriter.Write(config);
    }

    private static JsonArray Named(string name, string member, JsonObject value) =>
        new((JsonNode)new JsonObject { ["name"] = name, [member] = value });

    private static string ExportKey(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
