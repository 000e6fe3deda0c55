using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;

namespace Graft.Landscape;

/// <summary>
/// The kubeconfig of a landscape: one context per cluster, the first added being the current one. Every change replaces the
/// file as a whole; only its owner can read it.
/// </summary>
internal sealed class KubeconfigFile(string path)
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, JsonObject> _clusters = new(StringComparer.Ordinal);

    public string Path => path;

    /// <summary>Adds or replaces a cluster, from a kubeconfig text with one cluster, user and context of that name.</summary>
    public void Add(string name, string kubeconfig)
    {
        var document = (JsonObject)YamlDocument.Parse(kubeconfig)!;
        lock (_lock)
        {
            _clusters[name] = document;
            Write();
        }
    }

    public void Remove(string name)
    {
        lock (_lock)
        {
            if (_clusters.Remove(name))
            {
                Write();
            }
        }
    }

    private void Write()
    {
        var merged = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = Merge("clusters"),
            ["users"] = Merge("users"),
            ["contexts"] = Merge("contexts"),
            ["current-context"] = _clusters.Count > 0 ? _clusters.GetAt(0).Key : "",
        };
        var temporary = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(new FileStream(temporary, options)))
        {
            writer.Write(YamlWriter.Write(merged));
        }
        File.Move(temporary, path, overwrite: true);
    }

    private JsonArray Merge(string section) =>
        [
            .. _clusters
                .Values.SelectMany(document => document[section]?.AsArray() ?? [])
                .Select(entry => entry?.DeepClone()),
        ];
}
