using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>Merges what a manager applies into the live object and keeps the record of who owns which field.</summary>
internal static class ServerSideApply
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Neither argument is changed; the result's managedFields are set.</summary>
    /// <param name="live">The stored object; null when the apply creates it.</param>
    /// <param name="applied">The fields that the manager wants, and no others.</param>
    /// <param name="manager">Who applies.</param>
    /// <param name="force">Take fields from other managers instead of reporting a conflict.</param>
    /// <param name="definition">The kind.</param>
    /// <param name="subresource">The subresource that is written through; null for the object itself.</param>
    /// <param name="time">The time of the write.</param>
    public static ApplyResult Apply(
        JsonObject? live,
        JsonObject applied,
        string manager,
        bool force,
        ResourceDefinition definition,
        string? subresource,
        DateTimeOffset time
    )
    {
        var schema = FieldSchema.OfResource(definition.Schema);
        var managers = Managers(live, schema, definition);
        var wanted = FieldSets.Of(applied, schema);
        OwnableFields.Reduce(wanted, definition, subresource);
        var self = new FieldManager
        {
            Name = manager,
            Operation = FieldManager.ApplyOperation,
            ApiVersion = definition.ApiVersion,
            Subresource = subresource ?? "",
            Fields = wanted,
        };
        var before = managers.Find(self);
        managers.Set(self with { Time = before?.Time ?? "" });

        var merged = (JsonObject)FieldMerge.Merge(live ?? [], applied, schema)!;
        if (before is not null)
        {
            var owned = managers.All.Aggregate(new FieldSet(), (all, each) => all.Union(each.Fields));
            FieldMerge.Remove(merged, before.Fields, owned, schema);
        }
        var changes = FieldSets.Compare(live ?? [], merged, schema);
        OwnableFields.Reduce(changes.Added, definition, subresource);
        OwnableFields.Reduce(changes.Modified, definition, subresource);
        OwnableFields.Reduce(changes.Removed, definition, subresource);
        var written = changes.Added.Union(changes.Modified);
        if (!force && Conflicts(managers, self, written, live, schema) is { Count: > 0 } conflicts)
        {
            return new ApplyResult(null, conflicts);
        }
        managers.Take(written.Union(changes.Removed), except: self);
        var isSame = before is not null && before.Fields.IsSameAs(wanted) && written.IsEmpty && changes.Removed.IsEmpty;
        managers.Set(self with { Time = isSame ? before!.Time : FieldManagers.Stamp(time) });
        managers.WriteTo(merged);
        return new ApplyResult(merged, []);
    }

    /// <summary>An object that nobody is known to own belongs to whoever wrote it before.</summary>
    private static FieldManagers Managers(JsonObject? live, FieldSchema schema, ResourceDefinition definition)
    {
        var managers = FieldManagers.Of(live);
        if (live is not null && managers.IsEmpty)
        {
            var all = FieldSets.Of(live, schema);
            OwnableFields.Reduce(all, definition, subresource: null);
            managers.Set(
                new FieldManager
                {
                    Name = "before-first-apply",
                    Operation = FieldManager.UpdateOperation,
                    ApiVersion = definition.ApiVersion,
                    Fields = all,
                }
            );
        }
        return managers;
    }

    private static List<ApplyConflict> Conflicts(
        FieldManagers managers,
        FieldManager self,
        FieldSet written,
        JsonObject? live,
        FieldSchema schema
    )
    {
        var allowed = self.Name == "kubectl" ? LastAppliedFields(live, schema) : new FieldSet();
        var conflicts = new List<ApplyConflict>();
        foreach (var other in managers.All.Where(other => !other.IsSameAs(self)))
        {
            foreach (var path in other.Fields.Intersection(written).Difference(allowed).Paths())
            {
                conflicts.Add(new ApplyConflict(other.Describe(), path));
            }
        }
        return conflicts;
    }

    /// <summary>
    /// What kubectl applied from the client's side before: kubectl does not conflict with its former self, so that one can
    /// change over to server-side apply.
    /// </summary>
    private static FieldSet LastAppliedFields(JsonObject? live, FieldSchema schema)
    {
        var annotation = live?["metadata"]?["annotations"]?[LastApplied]?.GetValue<string>();
        try
        {
            return annotation is not null && JsonNode.Parse(annotation) is JsonObject last
                ? FieldSets.Of(last, schema)
                : new FieldSet();
        }
        catch (JsonException)
        {
            // The annotation is the user's to edit; one that cannot be read allows nothing.
            return new FieldSet();
        }
    }
}
