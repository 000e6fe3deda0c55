using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Graft.Kubernetes.Tests.Hosting;

/// <summary>The test component as a process of its own.</summary>
internal sealed class ComponentProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];
    private readonly ConcurrentQueue<string> _error = [];

    private ComponentProcess(Process process) => _process = process;

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Error => [.. _error];

    public static ComponentProcess Start(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "Graft.Kubernetes.Component"),
            arguments
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        var component = new ComponentProcess(new Process { StartInfo = start });
        component._process.OutputDataReceived += (_, line) => Keep(component._output, line.Data);
        component._process.ErrorDataReceived += (_, line) => Keep(component._error, line.Data);
        component._process.Start();
        component._process.BeginOutputReadLine();
        component._process.BeginErrorReadLine();
        return component;
    }

    public Task SaysAsync(string line) =>
        Eventually.TrueAsync(() =>
        {
            Assert.False(
                _process.HasExited && !Output.Contains(line),
                $"ended without saying {line}: {string.Join('\n', Error)}"
            );
            return Output.Contains(line);
        });

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Sends a signal by kill's name for it.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task<int> ExitCodeAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
