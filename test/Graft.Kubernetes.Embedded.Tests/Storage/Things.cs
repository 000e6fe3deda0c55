using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

/// <summary>Small objects in a store, and how to look at them.</summary>
internal static class Things
{
    public static readonly GroupResource Kind = new("example.com", "things");

    public static ObjectStore Open(TemporaryDirectory directory, long limit = 1 << 20) =>
        new(100, new Journal(directory.Path, limit, TimeProvider.System, NullLogger.Instance));

    public static string FileOf(TemporaryDirectory directory) =>
        Assert.Single(Directory.GetFiles(directory.Path, "*.journal"));

    /// <summary>Stores and waits until it is on disk.</summary>
    public static async Task<StoredObject> PutAsync(ObjectStore store, string name, JsonNode data)
    {
        var stored = Put(store, name, data);
        await store.WhenDurableAsync(stored.ResourceVersion, TestContext.Current.CancellationToken);
        return stored;
    }

    public static StoredObject Put(ObjectStore store, string name, JsonNode data) =>
        store.Put(Kind, store.Find(Kind, "", name), Value(name, data))!;

    public static async Task<StoredObject> DeleteAsync(ObjectStore store, string name)
    {
        var found = store.Find(Kind, "", name)!;
        var deleted = store.Delete(found, found.Copy())!;
        await store.WhenDurableAsync(deleted.ResourceVersion, TestContext.Current.CancellationToken);
        return deleted;
    }

    public static JsonObject Value(string name, JsonNode data) =>
        new()
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = data,
        };

    /// <summary>Such as <c>a=1 b=2</c>.</summary>
    public static string State(ObjectStore store) =>
        string.Join(' ', store.Current.List(Kind).Select(value => $"{value.Name}={value.Value["data"]}"));
}
