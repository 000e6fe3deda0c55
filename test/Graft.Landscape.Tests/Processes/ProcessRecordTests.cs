using System.Diagnostics;
using Graft.Landscape.Processes;
using Graft.Testing;

namespace Graft.Landscape.Tests.Processes;

/// <summary>Real processes: what a killed landscape left behind is ended, and nothing else.</summary>
public sealed class ProcessRecordTests : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    private readonly TemporaryDirectory _directory = new();

    private string Record => Path.Combine(_directory.Path, "program.pid");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_recorded_process_is_ended()
    {
        using var process = Process.Start("/bin/sleep", "600");
        new ProcessRecord(Record).Write(process);
        await new ProcessRecord(Record).EndLeftoverAsync(s_grace, TimeProvider.System);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(143, process.ExitCode);
        Assert.False(File.Exists(Record));
    }

    [Fact]
    public async Task Another_process_of_the_same_number_is_left_alone()
    {
        using var process = Process.Start("/bin/sleep", "600");
        try
        {
            await File.WriteAllTextAsync(Record, $"{process.Id} 1", TestContext.Current.CancellationToken);
            await new ProcessRecord(Record).EndLeftoverAsync(s_grace, TimeProvider.System);
            Assert.False(process.HasExited);
            Assert.False(File.Exists(Record));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task A_process_that_has_ended_is_not_recorded()
    {
        using var process = Process.Start("/bin/true");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        new ProcessRecord(Record).Write(process);
        Assert.False(File.Exists(Record));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_goes()
    {
        await File.WriteAllTextAsync(Record, "", TestContext.Current.CancellationToken);
        await new ProcessRecord(Record).EndLeftoverAsync(s_grace, TimeProvider.System);
        Assert.False(File.Exists(Record));
    }
}
