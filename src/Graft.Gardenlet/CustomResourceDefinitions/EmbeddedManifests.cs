using System.Reflection;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;

namespace Graft.Gardenlet.CustomResourceDefinitions;

/// <summary>Kubernetes objects that are kept as YAML files within an assembly.</summary>
public static class EmbeddedManifests
{
    /// <summary>
    /// Every object of every file of a folder, by file name; an object per YAML document. The caller may change them.
    /// </summary>
    /// <param name="assembly">The assembly with the files.</param>
    /// <param name="folder">The folder as a namespace, such as <c>Graft.Gardenlet.CustomResourceDefinitions.Seed</c>.</param>
    public static IReadOnlyList<JsonObject> Read(Assembly assembly, string folder) =>
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith($"{folder}.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .SelectMany(name => YamlDocument.ParseAll(ReadText(assembly, name)))
                .OfType<JsonObject>(),
        ];

    private static string ReadText(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
