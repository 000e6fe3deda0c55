using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;

namespace Graft.Kubernetes.Connections;

/// <summary>
/// Reads kubeconfig files by the rules of client-go: of several files the first that has a cluster, a user, a context or a
/// current context gives it as a whole, files that are missing from a list are passed over, and within one file a name
/// stands once. Every fault is a <see cref="KubeconfigException"/> that names file and field.
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
        string[] files =
        [
            .. paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal),
        ];
        var present = files.Length > 1 ? [.. files.Where(File.Exists)] : files;
        if (present.Length == 0)
        {
            throw new KubeconfigException(
                files.Length == 0 ? "no kubeconfig file is named" : $"none of the kubeconfig files {paths} exists"
            );
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
        if (document is null)
        {
            return;
        }
        if (document is not JsonObject content)
        {
            throw new KubeconfigException($"{file}: is no kubeconfig (a mapping with clusters, users and contexts)");
        }
        var root = new KubeconfigEntry(file, "", content);
        if (root.Text("kind") is { Length: > 0 } kind && kind != "Config")
        {
            throw root.Error("kind", $"is \"{kind}\", not \"Config\"");
        }
        _currentContext ??= root.Text("current-context") is { Length: > 0 } current ? current : null;
        Collect(root, "clusters", item => item.Object("cluster"), _clusters);
        Collect(root, "contexts", item => item.Object("context"), _contexts);
        Collect(root, "users", item => item.ObjectOrEmpty("user"), _users);
    }

    private static void Collect(
        KubeconfigEntry root,
        string list,
        Func<KubeconfigEntry, KubeconfigEntry> member,
        Dictionary<string, KubeconfigEntry> target
    )
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in root.Items(list))
        {
            var name = item.RequiredText("name");
            if (!names.Add(name))
            {
                throw item.Error("name", $"\"{name}\" is there already in this file");
            }
            target.TryAdd(name, member(item));
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
        var (_, cluster) = Referenced(context, "cluster", _clusters);
        var connection = KubeconfigCluster.Read(cluster) with
        {
            Source = $"{_source}, context {contextName}",
            Namespace = context.Text("namespace") is { Length: > 0 } stated ? stated : null,
        };
        if (context.Text("user") is not { Length: > 0 })
        {
            return connection;
        }
        var (name, user) = Referenced(context, "user", _users);
        return KubeconfigUser.Apply(connection, name, user, cluster);
    }

    private static (string Name, KubeconfigEntry Entry) Referenced(
        KubeconfigEntry context,
        string field,
        Dictionary<string, KubeconfigEntry> entries
    )
    {
        var name = context.RequiredText(field);
        return entries.TryGetValue(name, out var entry)
            ? (name, entry)
            : throw context.Error(field, $"there is no {field} \"{name}\" (there are {Names(entries)})");
    }

    private static string Names(Dictionary<string, KubeconfigEntry> entries) =>
        entries.Count == 0
            ? "none"
            : string.Join(", ", entries.Keys.Order(StringComparer.Ordinal).Select(name => $"\"{name}\""));
}
