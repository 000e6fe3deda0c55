using Graft.Api.Installation;
using Graft.Node.Containerd;
using Graft.Node.Hosts;
using Microsoft.Extensions.Logging;

namespace Graft.Node.Installation;

/// <summary>What is done to a node: where it is, for which runtime, and with what.</summary>
public sealed record InstallationOptions
{
    /// <summary>The directory where the node's root is mounted.</summary>
    public required string HostRoot { get; init; }

    /// <summary>The directory with the runtime's files.</summary>
    public required string Content { get; init; }

    /// <summary>A directory with <c>systemctl</c> and <c>containerd</c>, or null for those of the host's namespaces.</summary>
    public string? HostTools { get; init; }

    public required RuntimeDescription Runtime { get; init; }

    /// <summary>How long a restart waits for other installers' changes that have not been announced yet.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>The collaborators of one command, put together once.</summary>
internal sealed class NodeSession : IDisposable
{
    public NodeSession(
        InstallationOptions options,
        IHostFileSystem files,
        IHostCommands commands,
        TimeProvider time,
        ILogger log
    )
    {
        Options = options;
        Files = files;
        Time = time;
        Log = log;
        Commands = commands;
        Cri = new CriClient(files, NodePaths.Socket);
        Containerd = new ContainerdService(commands, Cri, time);
        Atomic = new AtomicFiles(files);
        Records = new RecordStore(files, Atomic, options.Runtime);
        Pending = new PendingRestarts(files, Atomic, options.Runtime);
        Configuration = new ConfigurationFile(files, Atomic, Containerd, time);
        Places = new OwnPlaces(files, options.Runtime);
        Preflight = new Preflight(files, Containerd, Places, options.Runtime);
        Verifier = new Verifier(Containerd, Cri);
        Activation = new Activation(Atomic, Configuration, Pending, Records, Containerd, Verifier, log);
        Bundles = new BundlePublisher(files, Atomic, options.Runtime, options.Content);
        Digests = new FileDigests(files);
        Publisher = new Publisher(files, Atomic, Digests, Records, options.Runtime, options.Content);
        Stale = new StaleFiles(files, Atomic, options.Runtime);
        Lock = new NodeLock(files, time);
        Announcements = new Announcements(files, options.Runtime, time);
        SettleTime = new SettleTime(Announcements, Pending, time, options.Settling);
    }

    public InstallationOptions Options { get; }

    public RuntimeDescription Runtime => Options.Runtime;

    public IHostFileSystem Files { get; }

    public IHostCommands Commands { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public CriClient Cri { get; }

    public ContainerdService Containerd { get; }

    public AtomicFiles Atomic { get; }

    public RecordStore Records { get; }

    public PendingRestarts Pending { get; }

    public ConfigurationFile Configuration { get; }

    public OwnPlaces Places { get; }

    public Preflight Preflight { get; }

    public Verifier Verifier { get; }

    public Activation Activation { get; }

    public BundlePublisher Bundles { get; }

    public FileDigests Digests { get; }

    public Publisher Publisher { get; }

    public StaleFiles Stale { get; }

    public NodeLock Lock { get; }

    public Announcements Announcements { get; }

    public SettleTime SettleTime { get; }

    /// <summary>The real node: its files below the host root, its programs in its namespaces or from a directory.</summary>
    public static NodeSession Open(InstallationOptions options, TimeProvider time, ILogger log)
    {
        var files = new RootedFileSystem(options.HostRoot);
        IHostCommands commands = options.HostTools is { } tools
            ? new ToolCommands(tools, files)
            : new NamespaceCommands();
        return new NodeSession(options, files, commands, time, log);
    }

    public void Dispose() => Cri.Dispose();

    /// <summary>Runs one attempt; every way in which it can fail becomes an outcome.</summary>
    public static async Task<Outcome> GuardAsync(Func<Task<Outcome>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (InstallationException e)
        {
            return new Outcome(e.Kind, e.Message);
        }
        catch (Toml.TomlException e)
        {
            return new Outcome(OutcomeKind.Refused, $"{NodePaths.Configuration} is not valid TOML: {e.Message}");
        }
        catch (Toml.TomlEditException e)
        {
            return new Outcome(OutcomeKind.Refused, $"refusing to modify {NodePaths.Configuration}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Outcome(OutcomeKind.NotReady, e.Message);
        }
    }
}
