using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Kubernetes.Yaml;

namespace Graft.Extensions.ManagedResources;

/// <summary>
/// Objects for another cluster, from typed records. Equal objects give equal text, whatever the order in which maps were
/// filled: keys are sorted, objects stay in the order they were added.
/// </summary>
public sealed class Manifest
{
    private readonly List<JsonObject> _objects = [];

    /// <summary>The objects as JSON with sorted keys.</summary>
    public IReadOnlyList<JsonObject> Objects => _objects;

    public Manifest Add<T>(T item)
        where T : class, IResource<T>
    {
        var json = JsonSerializer.SerializeToNode(item, T.JsonTypeInfo)!;
        _objects.Add((JsonObject)Sorted(json)!);
        return this;
    }

    public Manifest AddRange<T>(IEnumerable<T> items)
        where T : class, IResource<T>
    {
        foreach (var item in items)
        {
            Add(item);
        }
        return this;
    }

    /// <summary>An object of another manifest.</summary>
    internal Manifest AddJson(JsonObject item)
    {
        _objects.Add((JsonObject)Sorted(item)!);
        return this;
    }

    /// <summary>One YAML document per object.</summary>
    public string ToYaml() => YamlWriter.WriteAll(_objects);

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
}
