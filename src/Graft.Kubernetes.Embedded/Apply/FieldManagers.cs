using System.Globalization;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>All managers of an object.</summary>
internal sealed class FieldManagers
{
    private readonly List<FieldManager> _managers;

    private FieldManagers(List<FieldManager> managers) => _managers = managers;

    public IReadOnlyList<FieldManager> All => _managers;

    public bool IsEmpty => _managers.Count == 0;

    public static FieldManagers Of(JsonObject? value) =>
        new([
            .. (value?["metadata"]?["managedFields"] as JsonArray ?? [])
                .Select(FieldManager.FromJson)
                .OfType<FieldManager>(),
        ]);

    public static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public FieldManager? Find(FieldManager manager) => _managers.Find(manager.IsSameAs);

    /// <summary>Gives a manager its fields; one without fields is forgotten.</summary>
    public void Set(FieldManager manager)
    {
        _managers.RemoveAll(manager.IsSameAs);
        if (!manager.Fields.IsEmpty)
        {
            _managers.Add(manager);
        }
    }

    /// <summary>Takes fields from everybody but <paramref name="except"/>.</summary>
    public void Take(FieldSet fields, FieldManager except)
    {
        for (var i = _managers.Count - 1; i >= 0; i--)
        {
            if (_managers[i].IsSameAs(except))
            {
                continue;
            }
            var left = _managers[i].Fields.Difference(fields);
            if (left.IsEmpty)
            {
                _managers.RemoveAt(i);
            }
            else
            {
                _managers[i] = _managers[i] with { Fields = left };
            }
        }
    }

    public void WriteTo(JsonObject value)
    {
        if (value["metadata"] is not JsonObject metadata)
        {
            return;
        }
        metadata.Remove("managedFields");
        if (_managers.Count > 0)
        {
            var ordered = _managers
                .OrderBy(manager => manager.Operation, StringComparer.Ordinal)
                .ThenBy(manager => manager.Time, StringComparer.Ordinal)
                .ThenBy(manager => manager.Name, StringComparer.Ordinal)
                .ThenBy(manager => manager.ApiVersion, StringComparer.Ordinal)
                .ThenBy(manager => manager.Subresource, StringComparer.Ordinal);
            metadata["managedFields"] = new JsonArray([.. ordered.Select(manager => manager.ToJson())]);
        }
    }
}
