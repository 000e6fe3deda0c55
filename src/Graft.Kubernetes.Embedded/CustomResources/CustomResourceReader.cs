using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Discovery;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Embedded.Tables;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>Reads the kinds that a CustomResourceDefinition makes.</summary>
internal static class CustomResourceReader
{
    private static readonly string[] DefaultVerbs =
    [
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "create",
        "update",
        "watch",
    ];

    /// <summary>One definition per served version. The object was validated when it was stored.</summary>
    public static IReadOnlyList<ResourceDefinition> Read(JsonObject definition)
    {
        var versions = definition.Objects("spec", "versions").ToList();
        var storage = versions.First(version => version.Flag("storage")).Text("name")!;
        return
        [
            .. versions
                .Where(version => version.Flag("served"))
                .Select(version => ReadVersion(definition, version, storage)),
        ];
    }

    private static ResourceDefinition ReadVersion(JsonObject definition, JsonObject version, string storage)
    {
        var names = AcceptedNames(definition);
        var kind = names.Text("kind")!;
        return new ResourceDefinition
        {
            Group = definition.Text("spec", "group")!,
            Version = version.Text("name")!,
            StorageVersion = storage,
            Kind = kind,
            ListKind = names.Text("listKind") is { Length: > 0 } list ? list : kind + "List",
            Plural = names.Text("plural")!,
            Singular = names.Text("singular") is { Length: > 0 } singular ? singular : kind.ToLowerInvariant(),
            ShortNames = [.. names.Texts("shortNames")],
            Categories = [.. names.Texts("categories")],
            IsNamespaced = definition.Text("spec", "scope") == "Namespaced",
            Verbs = DefaultVerbs,
            IsCustom = true,
            Subresources = [.. Subresources(version)],
            Scale = version.ObjectAt("subresources", "scale") is { } scale
                ? ScalePaths.Parse(
                    scale.Text("specReplicasPath") ?? "",
                    scale.Text("statusReplicasPath") ?? "",
                    scale.Text("labelSelectorPath")
                )
                : null,
            DeprecationWarning = version.Flag("deprecated") ? Deprecation(definition, version) : null,
            Schema = version.ObjectAt("schema", "openAPIV3Schema") is { } schema
                ? StructuralSchema.ParseStored(schema)
                : null,
            Columns = [.. version.Objects("additionalPrinterColumns").Select(Column)],
            SelectableFields =
            [
                .. version.Objects("selectableFields").Select(field => field.Text("jsonPath")?.TrimStart('.') ?? ""),
            ],
        };
    }

    /// <summary>What the definition asked for, unless others had a name before it.</summary>
    private static JsonObject AcceptedNames(JsonObject definition)
    {
        var isRefused = definition
            .Objects("status", "conditions")
            .Any(condition => condition.Text("type") == "NamesAccepted" && condition.Text("status") == "False");
        return (isRefused ? definition.ObjectAt("status", "acceptedNames") : definition.ObjectAt("spec", "names"))!;
    }

    private static IEnumerable<SubresourceDefinition> Subresources(JsonObject version)
    {
        if (version.ObjectAt("subresources", "status") is not null)
        {
            yield return SubresourceDefinition.Status;
        }
        if (version.ObjectAt("subresources", "scale") is not null)
        {
            yield return SubresourceDefinition.Scale;
        }
    }

    /// <summary>The definition's own words, or a sentence that names the newest version which is not deprecated.</summary>
    private static string Deprecation(JsonObject definition, JsonObject version)
    {
        if (version.Text("deprecationWarning") is { Length: > 0 } own)
        {
            return own;
        }
        var group = definition.Text("spec", "group");
        var kind = definition.Text("spec", "names", "kind");
        var name = version.Text("name")!;
        var better = definition
            .Objects("spec", "versions")
            .Where(other => other.Flag("served") && !other.Flag("deprecated"))
            .Select(other => other.Text("name")!)
            .Where(other => VersionOrder.Instance.Compare(other, name) > 0)
            .OrderDescending(VersionOrder.Instance)
            .FirstOrDefault();
        return $"{group}/{name} {kind} is deprecated" + (better is null ? "" : $"; use {group}/{better} {kind}");
    }

    private static PrinterColumn Column(JsonObject column)
    {
        var path = JsonPath.Parse(column.Text("jsonPath") ?? "");
        var type = column.Text("type") ?? "string";
        return new PrinterColumn(
            column.Text("name") ?? "",
            type,
            column.Text("format") ?? "",
            column.Text("description") ?? "",
            (int)(column.Number("priority") ?? 0),
            (value, now) => CustomCell.Of(path.FindAll(value), type, now)
        );
    }
}
