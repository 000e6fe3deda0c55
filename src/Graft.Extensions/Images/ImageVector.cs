using System.Reflection;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;

namespace Graft.Extensions.Images;

/// <summary>
/// Where images are pulled from. By default every image lies in one repository with this build's own version as its tag; an
/// operator replaces single ones with a file that the variable <c>IMAGEVECTOR_OVERWRITE</c> names.
/// </summary>
public sealed class ImageVector
{
    /// <summary>Where this project's images are published.</summary>
    public const string DefaultRepository = "ghcr.io/graft-project";

    /// <summary>The environment variable with the path of the overwrite file.</summary>
    public const string OverwriteVariable = "IMAGEVECTOR_OVERWRITE";

    private readonly Dictionary<string, Image> _overwrites;

    private ImageVector(Dictionary<string, Image> overwrites) => _overwrites = overwrites;

    /// <summary>The images as published.</summary>
    public static ImageVector Default { get; } = new([]);

    /// <summary>This build's version, which is also the tag of its images.</summary>
    public static string OwnVersion { get; } =
        typeof(ImageVector)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    /// <summary>With the overwrites of the file that the environment names, if it names one.</summary>
    /// <exception cref="InvalidDataException">The file is no image vector; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<ImageVector> FromEnvironmentAsync(CancellationToken cancellationToken)
    {
        var path = Environment.GetEnvironmentVariable(OverwriteVariable);
        return string.IsNullOrEmpty(path) ? Default : Parse(await File.ReadAllTextAsync(path, cancellationToken));
    }

    /// <summary>Reads <c>images: [{name, repository, tag}]</c>, or <c>ref</c> in place of the last two.</summary>
    /// <exception cref="InvalidDataException">The text is no image vector; the message says where.</exception>
    public static ImageVector Parse(string yaml)
    {
        try
        {
            var images = YamlDocument.ParseAll(yaml).OfType<JsonObject>().FirstOrDefault()?["images"] as JsonArray;
            return new ImageVector(
                (images ?? [])
                    .OfType<JsonObject>()
                    .ToDictionary(image => Text(image, "name") ?? "", ReadImage, StringComparer.Ordinal)
            );
        }
        catch (Exception exception) when (exception is YamlFormatException or ArgumentException)
        {
            throw new InvalidDataException($"the image vector cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The image of a name.</summary>
    public Image Find(string name) =>
        _overwrites.GetValueOrDefault(name) ?? new Image($"{DefaultRepository}/{name}", OwnVersion);

    private static Image ReadImage(JsonObject image)
    {
        if (Text(image, "ref") is { } reference)
        {
            return ReadReference(reference);
        }
        var repository =
            Text(image, "repository")
            ?? throw new InvalidDataException($"the image vector has no repository for image {Text(image, "name")}");
        var tag = Text(image, "tag") ?? OwnVersion;
        return tag.StartsWith("sha256:", StringComparison.Ordinal)
            ? new Image(repository, null) { Digest = tag }
            : new Image(repository, tag);
    }

    private static Image ReadReference(string reference)
    {
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : reference[(at + 1)..];
        var name = at < 0 ? reference : reference[..at];
        // A colon before the last slash separates a registry's port.
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/')
            ? new Image(name[..colon], name[(colon + 1)..]) { Digest = digest }
            : new Image(name, null) { Digest = digest };
    }

    private static string? Text(JsonObject image, string member) =>
        image[member] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
