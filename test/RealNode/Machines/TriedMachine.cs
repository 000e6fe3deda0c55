using Graft.Landscape.Machines;
using Graft.Testing;

namespace RealNode.Machines;

/// <summary>A booted machine that the tests of a class share, and what is asked of it again and again.</summary>
internal sealed class TriedMachine : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;

    private TriedMachine(Machine machine, TemporaryDirectory directory) => (Machine, _directory) = (machine, directory);

    public Machine Machine { get; }

    /// <summary>Boots a machine; the test is skipped where no machine can run.</summary>
    public static async Task<TriedMachine> StartAsync(
        string name,
        CloudInitSeed? seed = null,
        Action<string>? prepare = null
    )
    {
        SkipWhereNoneCanRun();
        var directory = new TemporaryDirectory();
        try
        {
            var machine = await Machine.StartAsync(
                new MachineOptions
                {
                    Name = name,
                    Directory = directory.Path,
                    Seed = seed,
                    Prepare = prepare,
                },
                await ImageAsync(),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
            return new TriedMachine(machine, directory);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public static void SkipWhereNoneCanRun()
    {
        var missing = MachineRequirements.FindMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
    }

    public static Task<MachineImage> ImageAsync() =>
        MachineImage.GetAsync(
            MachineRecipe.Debian,
            MachineImage.StandardCache,
            TestContext.Current.SendDiagnosticMessage,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

    /// <summary>What a program prints that must succeed.</summary>
    public async Task<string> OutputAsync(string program, params string[] arguments)
    {
        var result = await Machine.RunAsync(program, arguments, TestContext.Current.CancellationToken);
        Assert.True(
            result.Succeeded,
            $"{program} {string.Join(' ', arguments)}: {result.ExitCode} {result.Output}{result.Error}"
        );
        return result.Output;
    }

    public async ValueTask DisposeAsync()
    {
        await Machine.DisposeAsync();
        _directory.Dispose();
    }
}
