namespace Graft.Landscape.Machines;

/// <summary>
/// A real machine as far as systemd, cloud-init and containerd can tell: Debian with its own processes, mounts and network
/// interfaces, on the kernel of the computer that it runs on.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly TimeSpan s_bootTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private MachineProcess? _process;

    private Machine(string name, string directory, TimeProvider time) =>
        (Name, Directory, _time) = (name, directory, time);

    /// <summary>The host name.</summary>
    public string Name { get; }

    public string Directory { get; }

    /// <summary>
    /// The machine's disk. File systems that are mounted in the machine, such as <c>/run</c>, are not seen here.
    /// </summary>
    public string Disk => MachineRoot.PathIn(Directory);

    /// <summary>The root directory as the machine itself sees it; another path after each boot.</summary>
    /// <exception cref="LandscapeException">The machine does not run.</exception>
    public string Root => $"/proc/{Leader}/root";

    /// <summary>The path of containerd's socket; another one after each boot.</summary>
    /// <exception cref="LandscapeException">The machine does not run.</exception>
    public string CriSocket => $"{Root}/run/containerd/containerd.sock";

    /// <summary>What the last user data printed.</summary>
    public string CloudInitLog => Path.Combine(Disk, "var/log/cloud-init-output.log");

    /// <summary>The machine's process 1 as seen from outside.</summary>
    /// <exception cref="LandscapeException">The machine does not run.</exception>
    public int Leader =>
        _process is { HasEnded: false } process
            ? process.Leader
            : throw new LandscapeException($"the machine {Name} does not run");

    /// <summary>
    /// Makes the machine, unless its directory already holds one, boots it, and waits until its systemd has finished: that
    /// includes cloud-init, and with it the user data.
    /// </summary>
    /// <exception cref="LandscapeException">The computer cannot run machines, or this one does not come up.</exception>
    public static async Task<Machine> StartAsync(
        MachineOptions options,
        MachineImage image,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        MachineRequirements.Check();
        System.IO.Directory.CreateDirectory(Path.Combine(options.Directory, "containerd"));
        await MachineProcess.EndLeftoverAsync(options.Directory, time);
        await MachineRoot.EnsureAsync(options, image, cancellationToken);
        var machine = new Machine(options.Name, options.Directory, time);
        try
        {
            await machine.BootAsync(cancellationToken);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program in the machine, as root, to its end; ended with the token, it is killed.</summary>
    /// <param name="program">An absolute path in the machine, or a name that is looked up there.</param>
    /// <param name="arguments">The arguments, passed on as they are.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <param name="input">What the program reads from standard input.</param>
    /// <exception cref="LandscapeException">The machine does not run.</exception>
    public Task<ProgramResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken,
        string? input = null
    ) => HostPrograms.RunAsync("nsenter", [.. Entry, program, .. arguments], input, cancellationToken);

    /// <summary>Boots again, with the same disk, and waits as <see cref="StartAsync"/> does.</summary>
    public async Task RebootAsync(CancellationToken cancellationToken)
    {
        var process = _process ?? throw new LandscapeException($"the machine {Name} does not run");
        await RunAsync("systemctl", ["reboot"], cancellationToken);
        await process.WaitForEndAsync(cancellationToken);
        await DisposeAsync();
        await BootAsync(cancellationToken);
    }

    /// <summary>Returns when cloud-init has applied everything, user data included.</summary>
    /// <exception cref="LandscapeException">Something failed; the message has the end of the log.</exception>
    public async Task WaitForCloudInitAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync("cloud-init", ["status", "--wait", "--long"], cancellationToken);
        if (!result.Succeeded)
        {
            var log = File.Exists(CloudInitLog) ? string.Join("; ", File.ReadLines(CloudInitLog).TakeLast(5)) : "";
            throw new LandscapeException(
                $"cloud-init failed on {Name}: {result.Output.ReplaceLineEndings("; ").Trim()} {log} ({CloudInitLog})"
            );
        }
    }

    /// <summary>Shuts the machine down, in half a minute at most. Its directory stays and can be booted again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    private IReadOnlyList<string> Entry =>
        [$"--target={Leader}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--"];

    private async Task BootAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_bootTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            _process = await MachineProcess.StartAsync(Directory, Name, _time, either.Token);
            await WaitUntilUpAsync(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LandscapeException(
                $"the machine {Name} did not finish to start within {s_bootTime.TotalMinutes:0} minutes; "
                    + $"see {MachineProcess.ConsoleIn(Directory)}",
                exception
            );
        }
    }

    private async Task WaitUntilUpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // It fails while there is no message bus yet, and where a unit has failed.
            var result = await RunAsync("systemctl", ["is-system-running", "--wait"], cancellationToken);
            if (result.Output.Trim() is "running" or "degraded")
            {
                return;
            }
            await Task.Delay(s_poll, _time, cancellationToken);
        }
    }
}
