using System.Collections.Concurrent;

namespace Graft.Kubernetes.Embedded.Schemas.BuiltIn;

/// <summary>The schemas of kinds that no CustomResourceDefinition describes, read from <c>kinds.schema</c> and <c>more.schema</c>.</summary>
internal static class BuiltInSchemas
{
    private static readonly Lazy<SchemaLanguage> Source = new(Read);

    private static readonly ConcurrentDictionary<string, StructuralSchema?> Schemas = new(StringComparer.Ordinal);

    /// <summary>Null for a kind without a schema: its objects are stored as they come.</summary>
    public static StructuralSchema? Find(string apiVersion, string kind) =>
        Schemas.GetOrAdd(
            $"{apiVersion}/{kind}",
            name => Source.Value.Kind(name) is { } json ? StructuralSchema.Parse(json) : null
        );

    private static SchemaLanguage Read() => SchemaLanguage.Parse(Text("kinds.schema") + Text("more.schema"));

    private static string Text(string resource)
    {
        using var stream = typeof(BuiltInSchemas).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
