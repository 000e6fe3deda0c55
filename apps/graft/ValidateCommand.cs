using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Landscape.Offline;

namespace Graft.Cli;

/// <summary><c>graft validate</c>: what is wrong with Shoots and CloudProfiles, without any cluster.</summary>
internal static class ValidateCommand
{
    private static readonly Option<string[]> s_files = new("--filename", "-f")
    {
        Description = "Manifest files or directories with Shoots and CloudProfiles. - is standard input.",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command("validate", "Prints what is wrong with Shoots and CloudProfiles, with field paths.")
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
            var refused = 0;
            foreach (var manifest in manifests)
            {
                refused += await ReportAsync(garden, manifest, cancellationToken) ? 0 : 1;
            }
            return refused == 0 ? ExitCode.Success : ExitCode.Failure;
        }
        catch (UsageException exception)
        {
            await Console.Error.WriteLineAsync($"graft validate: {exception.Message}");
            return ExitCode.Usage;
        }
    }

    private static async Task<bool> ReportAsync(
        OfflineGarden garden,
        JsonObject manifest,
        CancellationToken cancellationToken
    )
    {
        var (name, refusal) = (string?)manifest["kind"] switch
        {
            "Shoot" => Judged(
                await garden.AdmitAsync(OfflineManifests.Read(manifest, Shoot.JsonTypeInfo), cancellationToken),
                shoot => $"Shoot {shoot.Metadata.Namespace}/{shoot.Metadata.Name}"
            ),
            "CloudProfile" => Judged(
                OfflineGarden.Admit(OfflineManifests.Read(manifest, CloudProfile.JsonTypeInfo)),
                profile => $"CloudProfile {profile.Metadata.Name}"
            ),
            var kind => ($"{kind}", "not judged: only Shoots and CloudProfiles are"),
        };
        if (refusal is null)
        {
            await Console.Out.WriteLineAsync($"{name} is valid");
            return true;
        }
        await Console.Error.WriteLineAsync(refusal);
        return false;
    }

    private static (string Name, string? Refusal) Judged<T>(OfflineVerdict<T> verdict, Func<T, string> name)
        where T : class => (name(verdict.Object), verdict.Refusal);
}
