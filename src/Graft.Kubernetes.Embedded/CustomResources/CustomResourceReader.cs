using System.Text.Json.Nodes;
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
        var names = definition.ObjectAt("spec", "names")!;
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
            Subresources = version.ObjectAt("subresources", "status") is null ? [] : [SubresourceDefinition.Status],
            Schema = version.ObjectAt("schema", "openAPIV3Schema") is { } schema
                ? StructuralSchema.Parse(schema)
                : null,
            Columns = [.. version.Objects("additionalPrinterColumns").Select(Column)],
            SelectableFields =
            [
                .. version.Objects("selectableFields").Select(field => field.Text("jsonPath")?.TrimStart('.') ?? ""),
            ],
        };
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
