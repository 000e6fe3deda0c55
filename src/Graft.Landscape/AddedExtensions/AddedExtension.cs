using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes.Yaml;

namespace Graft.Landscape.AddedExtensions;

/// <summary>An extension that a user brings along: its program, and beside it what an operator registers.</summary>
public sealed class AddedExtension
{
    /// <summary>The name of the file with the ControllerRegistration, in the program's directory.</summary>
    public const string RegistrationFile = "controllerregistration.yaml";

    private AddedExtension(string program, IReadOnlyList<JsonObject> registrations)
    {
        (Program, Registrations) = (program, registrations);
        ContainerRuntimes =
        [
            .. registrations
                .Select(item => item.Deserialize(ControllerRegistration.JsonTypeInfo)!)
                .SelectMany(item => item.Spec?.Resources ?? [])
                .Where(resource => resource.Kind == ContainerRuntime.ResourceType.Kind)
                .Select(resource => resource.Type!),
        ];
    }

    /// <summary>Absolute path of the executable.</summary>
    public string Program { get; }

    public string Name => Path.GetFileNameWithoutExtension(Program);

    /// <summary>The ControllerRegistrations to apply to the garden.</summary>
    public IReadOnlyList<JsonObject> Registrations { get; }

    /// <summary>The types of container runtimes that it serves.</summary>
    public IReadOnlyList<string> ContainerRuntimes { get; }

    /// <param name="path">The extension's program, or the directory that holds it as the only executable <c>graft-*</c>.</param>
    /// <exception cref="LandscapeException">There is no such program, or no usable registration beside it.</exception>
    public static AddedExtension Read(string path)
    {
        var program = FindProgram(Path.GetFullPath(path));
        var file = Path.Combine(Path.GetDirectoryName(program)!, RegistrationFile);
        if (!File.Exists(file))
        {
            throw new LandscapeException($"the extension {program} has no {RegistrationFile} beside it");
        }
        try
        {
            var documents = YamlDocument.ParseAll(File.ReadAllText(file)).OfType<JsonObject>().ToList();
            if (documents.Find(item => (string?)item["kind"] != ControllerRegistration.ResourceType.Kind) is { } other)
            {
                throw new LandscapeException(
                    $"{file}: kind: \"{other["kind"]}\" is not {ControllerRegistration.ResourceType.Kind}"
                );
            }
            return documents.Count > 0
                ? new AddedExtension(program, documents)
                : throw new LandscapeException($"{file} registers nothing");
        }
        catch (Exception exception) when (exception is YamlFormatException or JsonException)
        {
            throw new LandscapeException($"{file}: {exception.Message}", exception);
        }
    }

    private static string FindProgram(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }
        string[] programs = Directory.Exists(path)
            ? [.. Directory.GetFiles(path, "graft-*").Where(file => Path.GetExtension(file).Length == 0)]
            : throw new LandscapeException($"the extension {path} does not exist");
        return programs is [var program]
            ? program
            : throw new LandscapeException($"{path} holds {programs.Length} programs graft-*, not one");
    }
}
