using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>The record of who set which field, for writes that are not server-side apply.</summary>
internal static class ManagedFields
{
    /// <summary>Sets <c>metadata.managedFields</c> of <paramref name="updated"/> to what the write makes of them.</summary>
    /// <param name="old">The object before; null when it is created.</param>
    /// <param name="updated">The object as it will be stored. Managed fields that the writer sent itself are kept.</param>
    /// <param name="manager">Who writes.</param>
    /// <param name="operation">How the entry names the way of writing: <c>Update</c>.</param>
    /// <param name="definition">The kind.</param>
    /// <param name="subresource">The subresource that is written through; null for the object itself.</param>
    /// <param name="time">The time of the write.</param>
    public static void Track(
        JsonObject? old,
        JsonObject updated,
        string manager,
        string operation,
        ResourceDefinition definition,
        string? subresource,
        DateTimeOffset time
    )
    {
        if (IsReset(updated) && old is not null)
        {
            (updated["metadata"] as JsonObject)?.Remove("managedFields");
            return;
        }
        var managers = FieldManagers.Of(updated);
        if (managers.IsEmpty || subresource is not null)
        {
            managers = FieldManagers.Of(old);
        }
        if (managers.IsEmpty && old is not null)
        {
            // Managers that were forgotten are recorded again from the first apply on.
            return;
        }
        var schema = FieldSchema.OfResource(definition.Schema);
        var changes = FieldSets.Compare(old ?? [], updated, schema);
        OwnableFields.Reduce(changes.Added, definition, subresource);
        OwnableFields.Reduce(changes.Modified, definition, subresource);
        OwnableFields.Reduce(changes.Removed, definition, subresource);
        var self = new FieldManager
        {
            Name = manager,
            Operation = operation,
            ApiVersion = definition.ApiVersion,
            Subresource = subresource ?? "",
            Fields = new FieldSet(),
        };
        var written = changes.Added.Union(changes.Modified);
        managers.Take(written.Union(changes.Removed), except: self);
        var before = managers.Find(self);
        var fields = (before?.Fields ?? new FieldSet()).Difference(changes.Removed).Union(written);
        var isChanged = before is null || !before.Fields.IsSameAs(fields);
        managers.Set(self with { Fields = fields, Time = isChanged ? FieldManagers.Stamp(time) : before!.Time });
        managers.WriteTo(updated);
    }

    /// <summary>A single empty entry is how a writer asks to forget all managers.</summary>
    private static bool IsReset(JsonObject updated) =>
        updated["metadata"]?["managedFields"] is JsonArray { Count: 1 } list && list[0] is JsonObject { Count: 0 };
}
