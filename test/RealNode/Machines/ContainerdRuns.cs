namespace RealNode.Machines;

/// <summary>What systemd says about the starts of containerd: two equal values mean that it was not restarted in between.</summary>
internal sealed record ContainerdRuns(string Invocation, int Starts)
{
    /// <summary>Reads it from the machine: the invocation changes with every start, and the journal has each start of this boot once.</summary>
    public static async Task<ContainerdRuns> ReadAsync(TriedMachine machine)
    {
        var shown = await machine.OutputAsync(
            "systemctl",
            "show",
            "containerd.service",
            "--property=InvocationID,NRestarts,ActiveState"
        );
        var values = shown.Trim().Split('\n').Select(line => line.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        Assert.Equal("active", values["ActiveState"]);
        // Automatic restarts are never wanted: containerd has then ended by itself.
        Assert.Equal("0", values["NRestarts"]);
        await machine.OutputAsync("journalctl", "--sync");
        // Message 39f53479d3a045ac8e11786248231fbf: a unit has been started.
        var journal = await machine.OutputAsync(
            "journalctl",
            "--quiet",
            "--boot",
            "--output=cat",
            "UNIT=containerd.service",
            "MESSAGE_ID=39f53479d3a045ac8e11786248231fbf"
        );
        return new ContainerdRuns(
            values["InvocationID"],
            journal.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
        );
    }
}
