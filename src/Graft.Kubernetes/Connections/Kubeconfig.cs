using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;

namespace Graft.Kubernetes.Connections;

/// <summary>
/// Reads kubeconfig files. Of several files the first that names a cluster, user, context or current context wins, as in
/// kubectl. Every fault is a <see cref="KubeconfigException"/> that names file and field.
/// </summary>
internal sealed class Kubeconfig
{
    private readonly Dictionary<string, KubeconfigEntry> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigEntry> _contexts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigEntry> _users = new(StringComparer.Ordinal);
    private string? _currentContext;
    private string _source = "";

    public static async Task<ClusterConnection> LoadAsync(
        string paths,
        string? context,
        CancellationToken cancellationToken
    )
    {
        var files = paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var present = files.Length > 1 ? [.. files.Where(File.Exists)] : files;
        if (present.Length == 0)
        {
            throw new KubeconfigException($"none of the kubeconfig files {paths} exists");
        }
        var config = new Kubeconfig { _source = string.Join(Path.PathSeparator, present) };
        foreach (var file in present)
        {
            config.Merge(file, await ReadAsync(file, cancellationToken));
        }
        return config.Connect(context);
    }

    public static ClusterConnection Parse(string text, string? context)
    {
        var config = new Kubeconfig { _source = "kubeconfig" };
        config.Merge("kubeconfig", text);
        return config.Connect(context);
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"{file}: {exception.Message}", exception);
        }
    }

    private void Merge(string file, string text)
    {
        JsonNode? document;
        try
        {
            document = YamlDocument.Parse(text);
        }
        catch (YamlFormatException exception)
        {
            throw new KubeconfigException($"{file}: {exception.Message}", exception);
        }
        if (document is not JsonObject content)
        {
            throw new KubeconfigException($"{file}: is no kubeconfig (a mapping with clusters, users and contexts)");
        }
        var root = new KubeconfigEntry(file, "", content);
        _currentContext ??= root.Text("current-context") is { Length: > 0 } current ? current : null;
        Collect(root, "clusters", "cluster", _clusters);
        Collect(root, "contexts", "context", _contexts);
        Collect(root, "users", "user", _users);
    }

    private static void Collect(
        KubeconfigEntry root,
        string list,
        string member,
        Dictionary<string, KubeconfigEntry> target
    )
    {
        foreach (var item in root.Items(list))
        {
            target.TryAdd(item.RequiredText("name"), item.Object(member));
        }
    }

    private ClusterConnection Connect(string? contextName)
    {
        contextName = string.IsNullOrEmpty(contextName) ? _currentContext : contextName;
        if (contextName is null)
        {
            throw new KubeconfigException(
                $"{_source}: current-context: is not set; name one of {Names(_contexts)} with --context"
            );
        }
        if (!_contexts.TryGetValue(contextName, out var context))
        {
            throw new KubeconfigException(
                $"{_source}: contexts: there is no context \"{contextName}\" (there are {Names(_contexts)})"
            );
        }
        var cluster = Referenced(context, "cluster", _clusters);
        var user = context.Text("user") is { Length: > 0 } ? Referenced(context, "user", _users) : null;
        user?.Refuse("exec", "credential programs are not supported");
        user?.Refuse("auth-provider", "auth providers are not supported");
        var connection = new ClusterConnection
        {
            Server = cluster.Url("server"),
            Source = $"{_source}, context {contextName}",
            Namespace = context.Text("namespace"),
            SkipTlsVerify = cluster.Flag("insecure-skip-tls-verify"),
            TlsServerName = cluster.Text("tls-server-name"),
            Proxy = cluster.Text("proxy-url") is { Length: > 0 } ? cluster.Url("proxy-url") : null,
            CertificateAuthorities = Authorities(cluster),
            ClientCertificate = user is null ? null : ClientCertificate(user),
            Token = user?.Text("token"),
            TokenFile = user?.Path("tokenFile"),
            Username = user?.Text("username"),
            Password = user?.Text("password"),
        };
        return connection;
    }

    private static KubeconfigEntry Referenced(
        KubeconfigEntry context,
        string field,
        Dictionary<string, KubeconfigEntry> entries
    )
    {
        var name = context.RequiredText(field);
        return entries.TryGetValue(name, out var entry)
            ? entry
            : throw context.Error(field, $"there is no {field} \"{name}\" (there are {Names(entries)})");
    }

    private static X509Certificate2Collection? Authorities(KubeconfigEntry cluster)
    {
        var (field, pem) = cluster.DataOrFile("certificate-authority");
        if (pem is null)
        {
            return null;
        }
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw cluster.Error(field, $"is no PEM certificate: {exception.Message}", exception);
        }
        return authorities.Count > 0 ? authorities : throw cluster.Error(field, "holds no PEM certificate");
    }

    private static X509Certificate2? ClientCertificate(KubeconfigEntry user)
    {
        var (certificateField, certificate) = user.DataOrFile("client-certificate");
        var (keyField, key) = user.DataOrFile("client-key");
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw user.Error("client-certificate-data", $"is missing, but {keyField} is there"),
            (_, null) => throw user.Error("client-key-data", $"is missing, but {certificateField} is there"),
            _ => Combine(user, certificateField, certificate, key),
        };
    }

    private static X509Certificate2 Combine(KubeconfigEntry user, string field, string certificate, string key)
    {
        X509Certificate2 combined;
        try
        {
            combined = X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw user.Error(field, $"certificate and key are no matching PEM pair: {exception.Message}", exception);
        }
        // .NET silently sends no client certificate whose key usage leaves out signing.
        var usage = combined.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        return usage is null || usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature)
            ? combined
            : throw user.Error(field, "the certificate's key usage does not allow digital signatures");
    }

    private static string Names(Dictionary<string, KubeconfigEntry> entries) =>
        entries.Count == 0
            ? "none"
            : string.Join(", ", entries.Keys.Order(StringComparer.Ordinal).Select(name => $"\"{name}\""));
}
