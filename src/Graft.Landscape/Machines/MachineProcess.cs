using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Graft.Landscape.Processes;

namespace Graft.Landscape.Machines;

/// <summary>One boot of a machine: the systemd-nspawn that holds it, and the machine's process 1, its leader.</summary>
internal sealed class MachineProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(1);

    private readonly Process _nspawn;
    private readonly string _directory;
    private readonly TimeProvider _time;

    private MachineProcess(Process nspawn, string directory, TimeProvider time) =>
        (_nspawn, _directory, _time) = (nspawn, directory, time);

    /// <summary>The identifier of the machine's process 1, as seen from outside.</summary>
    public int Leader { get; private set; }

    public bool HasEnded => _nspawn.HasExited;

    /// <summary>Starts the machine and waits until its systemd can be asked.</summary>
    /// <param name="directory">The machine's directory.</param>
    /// <param name="name">Its host name.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the machine again.</param>
    /// <exception cref="LandscapeException">It ended at once.</exception>
    public static async Task<MachineProcess> StartAsync(
        string directory,
        string name,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // The shell opens the console's file, so that the machine does not depend on this process to read what it says.
        var nspawn = HostPrograms.Start(
            "/bin/sh",
            [
                "-c",
                "log=$1; shift; exec systemd-nspawn \"$@\" >>\"$log\" 2>&1",
                "sh",
                ConsoleIn(directory),
                .. Arguments(directory, name),
            ]
        );
        nspawn.StandardInput.Close();
        RecordIn(directory).Write(nspawn);
        var machine = new MachineProcess(nspawn, directory, time);
        try
        {
            await machine.FindLeaderAsync(cancellationToken);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends what an earlier process has left running in the directory, if anything.</summary>
    public static async Task EndLeftoverAsync(string directory, TimeProvider time)
    {
        await RecordIn(directory).EndLeftoverAsync(s_grace, time);
        // Where only systemd-nspawn was killed, the machine goes on.
        await LeaderRecordIn(directory).EndLeftoverAsync(s_short, time);
    }

    public static string ConsoleIn(string directory) => Path.Combine(directory, "console.log");

    /// <summary>Returns when the machine has ended by itself.</summary>
    public Task WaitForEndAsync(CancellationToken cancellationToken) => _nspawn.WaitForExitAsync(cancellationToken);

    /// <summary>Shuts the machine down, and ends it where that takes longer than half a minute.</summary>
    public async ValueTask DisposeAsync()
    {
        await _nspawn.EndAsync(s_grace, _time);
        await EndLeftoverAsync(_directory, _time);
        _nspawn.Dispose();
        // systemd-nspawn removes it only where /run is a file system of its own.
        var exchange = $"/run/systemd/nspawn/propagate/{IdentityOf(_directory)}";
        if (Directory.Exists(exchange))
        {
            Directory.Delete(exchange, recursive: true);
        }
    }

    private static ProcessRecord RecordIn(string directory) => new(Path.Combine(directory, "nspawn.pid"));

    private static ProcessRecord LeaderRecordIn(string directory) => new(Path.Combine(directory, "leader.pid"));

    // Machines of different directories may have the same name.
    private static string IdentityOf(string directory) =>
        $"graft-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..16]}";

    private static string[] Arguments(string directory, string name) =>
        [
            "--quiet",
            "--boot",
            $"--directory={MachineRoot.PathIn(directory)}",
            $"--machine={IdentityOf(directory)}",
            $"--hostname={name}",
            "--settings=no",
            // Neither a machine manager nor a service manager is needed outside.
            "--register=no",
            "--keep-unit",
            "--console=pipe",
            "--link-journal=no",
            "--resolv-conf=off",
            "--timezone=off",
            "--private-network",
            // What runc needs: all capabilities, and calls that containers of systemd-nspawn may not make.
            "--capability=all",
            "--system-call-filter=@known bpf keyctl",
            $"--bind={Path.Combine(directory, "containerd")}:/var/lib/containerd",
        ];

    private async Task FindLeaderAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (HasEnded)
            {
                throw new LandscapeException(
                    $"the machine in {_directory} did not start: {File.ReadLines(ConsoleIn(_directory)).LastOrDefault()}"
                );
            }
            if (Children().Find(IsReady) is var leader and > 0)
            {
                Leader = leader;
                using var process = Process.GetProcessById(leader);
                LeaderRecordIn(_directory).Write(process);
                return;
            }
            await Task.Delay(s_poll, _time, cancellationToken);
        }
    }

    private List<int> Children()
    {
        try
        {
            var text = File.ReadAllText($"/proc/{_nspawn.Id}/task/{_nspawn.Id}/children");
            return
            [
                .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(each => int.Parse(each, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // A process between the two still has the namespaces and the root of this computer.
    private static bool IsReady(int process)
    {
        var own = new FileInfo("/proc/self/ns/pid").LinkTarget;
        try
        {
            return new FileInfo($"/proc/{process}/ns/pid").LinkTarget is { } other
                && other != own
                && File.Exists($"/proc/{process}/root/run/systemd/private");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
