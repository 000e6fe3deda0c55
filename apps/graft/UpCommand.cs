using System.CommandLine;
using System.CommandLine.Parsing;
using Graft.Cli.Views;
using Graft.Extensions.ContainerRuntimes;
using Graft.Kubernetes;
using Graft.Landscape;
using Graft.Landscape.AddedExtensions;
using Spectre.Console;

namespace Graft.Cli;

/// <summary><c>graft up</c>: a whole landscape on this machine.</summary>
internal static class UpCommand
{
    private static readonly Option<string[]> s_files = new("--filename", "-f")
    {
        Description =
            "Manifest files or directories to apply to the garden: Shoots, and what else they need. - is standard input.",
        Required = true,
    };

    private static readonly Option<string> s_data = new("--data")
    {
        Description = "Where the landscape keeps its state, its node directories and the kubeconfig.",
        DefaultValueFactory = _ => ".graft",
    };

    private static readonly Option<bool> s_exitWhenReady = new("--exit-when-ready")
    {
        Description = "End with 0 once all Shoots are there, and with 1 and the reasons where that fails.",
    };

    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromMinutes(5);

    private static readonly Option<TimeSpan?> s_timeout = new("--timeout")
    {
        Description = "How long Shoots may take to be there, such as 50s or 2m [default: 5m]",
        CustomParser = ParseTimeout,
    };

    private static readonly Option<int> s_port = new("--port")
    {
        Description = "The port of the API servers on 127.0.0.1; 0 takes any free one.",
        DefaultValueFactory = _ => 0,
    };

    private static readonly Option<string[]> s_payloads = new("--payload")
    {
        Description =
            "TYPE=DIR: the files of a container runtime, such as gvisor=/srv/gvisor. Without it, demonstration files.",
    };

    private static readonly Option<NodeKind> s_nodes = new("--nodes")
    {
        Description =
            "directory: a node is a directory with stand-ins for systemd and containerd. machine: nodes of ubuntu pools are "
            + "real machines that run pods (Linux, root, Debian's mmdebstrap and systemd-container).",
        DefaultValueFactory = _ => NodeKind.Directory,
    };

    private static readonly Option<string[]> s_extensions = new("--extension")
    {
        Description =
            "An extension to run beside Graft's own: its program, with controllerregistration.yaml beside it. Repeatable.",
    };

    private static readonly Option<string[]> s_admissions = new("--admission")
    {
        Description = "An admission component to run beside Graft's own: its program. Repeatable.",
    };

    private static readonly Option<bool> s_uninstall = UninstallSwitch.Create();

    private static readonly Option<bool> s_verbose = new("--verbose", "-v")
    {
        Description = "Write the components' logs to standard error too; they always stand in the data directory.",
    };

    public static Command Create()
    {
        var command = new Command("up", "Brings up a landscape on this machine and applies manifests to its garden.")
        {
            s_files,
            s_data,
            s_exitWhenReady,
            s_timeout,
            s_port,
            s_payloads,
            s_nodes,
            s_extensions,
            s_admissions,
            s_uninstall,
            s_verbose,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            var manifests = await ManifestFiles.ReadAsync(arguments.GetRequiredValue(s_files), cancellationToken);
            var request = new UpRequest
            {
                Manifests = manifests,
                ExitWhenReady = arguments.GetValue(s_exitWhenReady),
                Timeout = arguments.GetValue(s_timeout) ?? s_defaultTimeout,
                Landscape = new LandscapeOptions
                {
                    DataDirectory = Path.GetFullPath(arguments.GetValue(s_data)!),
                    Port = arguments.GetValue(s_port),
                    Payloads = ParsePayloads(arguments.GetValue(s_payloads) ?? []),
                    Nodes = arguments.GetValue(s_nodes),
                    Extensions = [.. (arguments.GetValue(s_extensions) ?? []).Select(AddedExtension.Read)],
                    Admissions = [.. (arguments.GetValue(s_admissions) ?? []).Select(AddedAdmission.Read)],
                    UninstallsOnRemoval = arguments.GetValue(s_uninstall),
                    LogToStandardError = arguments.GetValue(s_verbose),
                },
            };
            return await new UpRun(request, Console.Out, CreateView).RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is UsageException or LandscapeException)
        {
            await Console.Error.WriteLineAsync($"graft up: {exception.Message}");
            return ExitCode.Usage;
        }
        catch (KubernetesException exception)
        {
            await Console.Error.WriteLineAsync($"graft up: {exception.Message}");
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Failure;
        }
    }

    private static IUpView CreateView() =>
        Console.IsOutputRedirected ? new PlainView(Console.Out) : new LiveTreeView(AnsiConsole.Console);

    private static TimeSpan? ParseTimeout(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (GoDuration.TryParse(text, out var timeout) && timeout > TimeSpan.Zero)
        {
            return timeout;
        }
        result.AddError($"--timeout: \"{text}\" is no duration such as 50s, 2m or 1m30s");
        return null;
    }

    private static Dictionary<string, string> ParsePayloads(string[] payloads)
    {
        var directories = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var payload in payloads)
        {
            if (payload.Split('=', 2) is not [{ Length: > 0 } type, { Length: > 0 } directory])
            {
                throw new UsageException($"--payload: \"{payload}\" is not of the form TYPE=DIR");
            }
            if (!Directory.Exists(directory))
            {
                throw new UsageException($"--payload: {directory} is no directory");
            }
            directories[type] = Path.GetFullPath(directory);
        }
        return directories;
    }
}
