using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Gives the fields that belong to the server their values, whatever the client sent.</summary>
internal static class ObjectPreparation
{
    private const string Suffix = "bcdfghjklmnpqrstvwxz2456789";

    private static readonly string[] ServerFields =
    [
        "uid",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "selfLink",
        "generation",
    ];

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Checks that a body is of the kind and place its URL says, and fills in what it left out.</summary>
    public static void MatchRequest(JsonObject value, ResourceDefinition definition, string? @namespace, string? name)
    {
        var apiVersion = value.Text("apiVersion");
        var kind = value.Text("kind");
        if (!string.IsNullOrEmpty(apiVersion) && apiVersion != definition.ApiVersion)
        {
            throw OtherVersion(apiVersion, string.IsNullOrEmpty(kind) ? definition.Kind : kind, definition);
        }
        if (!string.IsNullOrEmpty(kind) && kind != definition.Kind)
        {
            throw OtherKind(kind, definition, value.Text("metadata", "name") ?? "");
        }
        if (value["metadata"] is not (null or JsonObject))
        {
            throw ApiException.Undecodable(definition, "metadata is no object");
        }
        var metadata = value.Metadata();
        MatchPlace(metadata, definition, @namespace);
        if (name is not null)
        {
            metadata["name"] ??= name;
            if (metadata.Text("name") != name)
            {
                throw ApiException.BadRequest(
                    $"the name of the object ({metadata.Text("name")}) does not match the name on the URL ({name})"
                );
            }
        }
        value["apiVersion"] =
            $"{(definition.Group.Length == 0 ? "" : definition.Group + "/")}{definition.StorageVersion}";
        value["kind"] = definition.Kind;
    }

    public static void ForCreate(JsonObject value, ResourceDefinition definition, DateTimeOffset now)
    {
        var metadata = value.Metadata();
        if (metadata.Text("resourceVersion") is { Length: > 0 } and not "0")
        {
            throw ApiException.BadRequest("resourceVersion should not be set on objects to be created");
        }
        if (string.IsNullOrEmpty(metadata.Text("name")) && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = prefix[..Math.Min(prefix.Length, 58)] + RandomNumberGenerator.GetString(Suffix, 5);
        }
        if (string.IsNullOrEmpty(metadata.Text("name")))
        {
            throw ApiException.Invalid(
                definition,
                "",
                [FieldError.Required(FieldPath.Root("metadata").Child("name"), "name or generateName is required")]
            );
        }
        foreach (var field in ServerFields)
        {
            metadata.Remove(field);
        }
        metadata.Remove("resourceVersion");
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Time(now);
        if (HasGeneration(definition))
        {
            metadata["generation"] = 1;
        }
        if (definition is { IsCustom: true, HasStatus: true } or { Group: "apps" or "batch" or "policy" })
        {
            value.Remove("status");
        }
    }

    /// <summary>Keeps what an update may not change: server fields, and the part that another endpoint writes.</summary>
    public static void ForUpdate(
        JsonObject value,
        StoredObject current,
        ResourceDefinition definition,
        string? subresource
    )
    {
        var old = current.Value;
        if (subresource == "status")
        {
            KeepAllButStatus(value, old);
        }
        // Whoever binds a pod says in its status that it is scheduled.
        else if (definition.HasStatus && subresource != "binding")
        {
            value.SetCopy("status", old["status"]);
        }
        if (definition.GroupResource == NamespaceGate.Namespaces && subresource != "finalize")
        {
            value.Child("spec").SetCopy("finalizers", old.At("spec", "finalizers"));
        }
        var metadata = value.Metadata();
        foreach (var field in ServerFields)
        {
            metadata.SetCopy(field, old.At("metadata", field));
        }
        if (HasGeneration(definition) && subresource != "status" && ContentDiffers(value, old, definition))
        {
            metadata["generation"] = (old.Number("metadata", "generation") ?? 0) + 1;
        }
    }

    /// <summary>Metadata has no empty maps and lists.</summary>
    public static void DropEmpty(JsonObject value)
    {
        var metadata = value.Metadata();
        foreach (
            var name in (ReadOnlySpan<string>)
                ["labels", "annotations", "finalizers", "ownerReferences", "managedFields"]
        )
        {
            if (
                metadata.ContainsKey(name)
                && metadata[name] is null or JsonObject { Count: 0 } or JsonArray { Count: 0 }
            )
            {
                metadata.Remove(name);
            }
        }
    }

    /// <summary>Whether an update changes nothing that counts: times in managedFields do not.</summary>
    public static bool IsNoChange(JsonObject value, JsonObject old)
    {
        if (value.Count != old.Count)
        {
            return false;
        }
        foreach (var (name, node) in value)
        {
            if (name != "metadata" && !(old.ContainsKey(name) && JsonNode.DeepEquals(node, old[name])))
            {
                return false;
            }
        }
        return JsonNode.DeepEquals(WithoutTimes(value.Metadata()), WithoutTimes(old.ObjectAt("metadata") ?? []));
    }

    public static bool HasGeneration(ResourceDefinition definition) =>
        definition.IsCustom
        || definition.Group
            is "apps"
                or "batch"
                or "policy"
                or "networking.k8s.io"
                or "apiextensions.k8s.io"
                or "admissionregistration.k8s.io"
                or "discovery.k8s.io";

    private static ApiException OtherVersion(string apiVersion, string kind, ResourceDefinition definition) =>
        ApiException.BadRequest(
            definition.IsCustom
                ? $"the API version in the data ({apiVersion}) does not match the expected API version ({definition.ApiVersion})"
                : $"{kind} in version \"{apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..]}\" cannot be handled as a {definition.Kind}: "
                    + $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
        );

    /// <summary>Built-in kinds cannot be decoded into one another; a custom kind can, and is found to be another then.</summary>
    private static ApiException OtherKind(string kind, ResourceDefinition definition, string name) =>
        definition.IsCustom
            ? ApiException.Invalid(
                new GroupResource(definition.Group, kind),
                name,
                [FieldError.Invalid(FieldPath.Root("kind"), kind, $"must be {definition.Kind}")]
            )
            : ApiException.BadRequest(
                $"{kind} in version \"{definition.Version}\" cannot be handled as a {definition.Kind}: converting (v1.{kind}) to (core.{definition.Kind}): unknown conversion"
            );

    private static void MatchPlace(JsonObject metadata, ResourceDefinition definition, string? @namespace)
    {
        if (!definition.IsNamespaced)
        {
            metadata.Remove("namespace");
            return;
        }
        if (metadata.Text("namespace") is { Length: > 0 } own && own != @namespace)
        {
            throw ApiException.BadRequest(
                "the namespace of the provided object does not match the namespace sent on the request"
            );
        }
        metadata["namespace"] = @namespace;
    }

    private static void KeepAllButStatus(JsonObject value, JsonObject old)
    {
        var status = value["status"];
        var managedFields = value.At("metadata", "managedFields");
        value.Remove("status");
        var names = value.Select(member => member.Key).ToList();
        foreach (var name in names)
        {
            if (!old.ContainsKey(name))
            {
                value.Remove(name);
            }
        }
        foreach (var (name, node) in old)
        {
            if (name != "status")
            {
                value.SetCopy(name, node);
            }
        }
        value.Metadata().SetCopy("managedFields", managedFields);
        if (status is not null)
        {
            value["status"] = status;
        }
    }

    private static bool ContentDiffers(JsonObject value, JsonObject old, ResourceDefinition definition)
    {
        foreach (
            var name in value
                .Select(member => member.Key)
                .Union(old.Select(member => member.Key), StringComparer.Ordinal)
        )
        {
            if (name is "metadata" or "apiVersion" or "kind" || (name == "status" && definition.HasStatus))
            {
                continue;
            }
            if (!JsonNode.DeepEquals(value[name], old[name]))
            {
                return true;
            }
        }
        return false;
    }

    private static JsonObject WithoutTimes(JsonObject metadata)
    {
        var copy = metadata.Copy();
        copy.Remove("resourceVersion");
        foreach (var entry in copy.Objects("managedFields"))
        {
            entry.Remove("time");
        }
        return copy;
    }
}
