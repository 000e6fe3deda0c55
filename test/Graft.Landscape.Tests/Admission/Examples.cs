using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;
using Graft.Testing;

namespace Graft.Landscape.Tests.Admission;

/// <summary>The files under <c>examples/</c>.</summary>
internal static class Examples
{
    private const string Marker = "# Expected: ";

    public static IEnumerable<string> Invalid =>
        Directory
            .GetFiles(Repository.File("examples", "invalid"), "*.yaml")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    /// <summary>The object of a file.</summary>
    public static JsonObject Read(params ReadOnlySpan<string> path) =>
        Assert.IsType<JsonObject>(YamlDocument.Parse(File.ReadAllText(Repository.File(["examples", .. path]))));

    /// <summary>The refusal that the first line of a file announces.</summary>
    public static string Expected(string file)
    {
        var line = File.ReadLines(Repository.File("examples", "invalid", $"{file}.yaml")).First();
        Assert.StartsWith(Marker, line);
        return line[Marker.Length..];
    }
}
