using System.CommandLine;
using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes.Yaml;

namespace Graft.Cli;

/// <summary><c>graft render</c>: what the core would write for Shoots, without any cluster.</summary>
internal static class RenderCommand
{
    private static readonly Option<string[]> s_files = new("--filename", "-f")
    {
        Description =
            "Manifest files with Shoots, and CloudProfiles where the built-in ones do not do. - is standard input.",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command("render", "Prints what the core would write into a seed for a Shoot, as YAML.")
        {
            s_files,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            var manifests = await ManifestFiles.ReadAsync(arguments.GetRequiredValue(s_files), cancellationToken);
            var garden = OfflineManifests.CreateGarden(manifests);
            var shoots = manifests.Where(manifest => (string?)manifest["kind"] == Shoot.ResourceType.Kind).ToList();
            if (shoots.Count == 0)
            {
                throw new UsageException("the files hold no Shoot");
            }
            var documents = new List<string>();
            foreach (var shoot in shoots.Select(manifest => OfflineManifests.Read(manifest, Shoot.JsonTypeInfo)))
            {
                var verdict = await garden.AdmitAsync(shoot, cancellationToken);
                if (verdict.Refusal is { } refusal)
                {
                    await Console.Error.WriteLineAsync(refusal);
                    return ExitCode.Failure;
                }
                documents.Add(YamlWriter.WriteAll(garden.Render(verdict.Object).ToManifests()));
            }
            await Console.Out.WriteAsync(string.Join("---\n", documents));
            return ExitCode.Success;
        }
        catch (Exception exception) when (exception is UsageException or ShootRenderingException)
        {
            await Console.Error.WriteLineAsync($"graft render: {exception.Message}");
            return ExitCode.Usage;
        }
    }
}
