using System.Text;
using Graft.Api.Installation;
using Graft.Node.Hosts;
using Graft.Node.Installation;

namespace Graft.Node.CommandLine;

/// <summary>The program <c>graft-node-installer</c>, but for its process: see the README beside its entry point.</summary>
public static class InstallerCommand
{
    private const int LargestDescription = 1 << 20;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Runs one command line to its end.</summary>
    /// <param name="words">The command line without the program's name.</param>
    /// <param name="output">Takes the one line of an outcome.</param>
    /// <param name="error">Takes JSON log lines, and the line about an unusable command line.</param>
    /// <param name="time">The clock of delays.</param>
    /// <param name="ct">Ends a command that stays; what it has begun is finished or undone by the next run.</param>
    /// <returns>The process's exit code, as in <see cref="OutcomeKind"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> words,
        TextWriter output,
        TextWriter error,
        TimeProvider time,
        CancellationToken ct
    )
    {
        InstallerArguments arguments;
        InstallationOptions options;
        try
        {
            arguments = InstallerArguments.Parse(words);
            options = await ReadOptionsAsync(arguments, ct);
            if (arguments.Verb == "unit")
            {
                await output.WriteAsync(UnitOf(arguments, options));
                return (int)OutcomeKind.Done;
            }
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(OneLine.Of(e.Message));
            return (int)OutcomeKind.Unusable;
        }
        using var node = NodeSession.Open(options, time, new JsonLogger(error, time));
        try
        {
            var outcome = await RunAsync(arguments, node, ct);
            await output.WriteLineAsync(outcome.Message);
            return (int)outcome.Kind;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // A command that stays has nothing else to end with; one that was to do something once has not done it.
            var stays = arguments is { Verb: not "status", Once: false };
            return (int)(stays ? OutcomeKind.Done : OutcomeKind.NotReady);
        }
    }

    private static Task<Outcome> RunAsync(InstallerArguments arguments, NodeSession node, CancellationToken ct)
    {
        var loop = new CommandLoop(node);
        return (arguments.Verb, arguments.Once) switch
        {
            ("status", _) => arguments.Absent
                ? new StatusReport(node).ReadAbsenceAsync(ct)
                : new StatusReport(node).ReadAsync(ct),
            ("uninstall", true) => new Uninstaller(node).RemoveAsync(ct),
            ("uninstall", false) => loop.UninstallAsync(ct),
            (_, true) => new Installer(node).ConvergeAsync(ct),
            _ => loop.InstallAsync(ct),
        };
    }

    private static string UnitOf(InstallerArguments arguments, InstallationOptions options)
    {
        var installation = new OneShotInstallation { Runtime = options.Runtime, Content = arguments.Content };
        return (arguments.Program is { } program ? installation with { Program = program } : installation).ToUnitText();
    }

    private static async Task<InstallationOptions> ReadOptionsAsync(
        InstallerArguments arguments,
        CancellationToken ct
    ) =>
        new()
        {
            HostRoot = arguments.HostRoot,
            Content = arguments.Content ?? "/var/content",
            HostTools = arguments.HostTools,
            Runtime = DescriptionRules.Read(await ReadDescriptionAsync(arguments.Runtime, ct)),
        };

    /// <summary>A ConfigMap's value is at most a MiB, in UTF-8; what is more, or a device, or a pipe, is a mistake.</summary>
    private static async Task<string> ReadDescriptionAsync(string path, CancellationToken ct)
    {
        if (LibC.Stat(path, follow: true) is not { Kind: HostEntryKind.File } entry)
        {
            throw new FormatException($"the runtime description {path} is not a file");
        }
        if (entry.Size > LargestDescription)
        {
            throw new FormatException($"the runtime description {path} is larger than {LargestDescription} bytes");
        }
        try
        {
            return StrictUtf8.GetString(await File.ReadAllBytesAsync(path, ct));
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"the runtime description {path} is not UTF-8", e);
        }
    }
}
