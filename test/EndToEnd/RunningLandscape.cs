using System.Diagnostics;
using System.Text;
using Graft.Testing;

namespace Graft.EndToEnd;

/// <summary>A landscape started as a user starts it, with <c>graft up</c>, for as long as a test class runs.</summary>
/// <param name="manifests">Paths below the repository.</param>
public abstract class RunningLandscape(params string[] manifests) : IAsyncLifetime
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    public static string Program => ProgramOf("graft");

    public string Data => _directory["data"];

    public string Kubeconfig => _directory["data/kubeconfig"];

    /// <summary>What graft has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    internal Kubectl Kubectl => new(Kubeconfig, _directory["home"]);

    protected static string ProgramOf(string name) => Repository.File("artifacts", "bin", name, Configuration, name);

    private static string Configuration =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>What else is on the command line.</summary>
    protected virtual Task<IReadOnlyList<string>> MoreArgumentsAsync() => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>A directory of the landscape's owner, gone afterwards.</summary>
    protected string Scratch => Directory.CreateDirectory(_directory["scratch"]).FullName;

    public virtual async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_directory["home"]);
        var info = new ProcessStartInfo(
            Program,
            [
                "up",
                .. manifests.SelectMany(file => new[] { "-f", Repository.File(file.Split('/')) }),
                "--data",
                Data,
                .. await MoreArgumentsAsync(),
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        _process = new Process { StartInfo = info, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Exited += (_, _) =>
            _ready.TrySetException(new InvalidOperationException($"graft up ended:\n{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await _ready.Task.WaitAsync(s_startLimit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"graft up was not ready after {s_startLimit}:\n{Output}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            (await Command.RunAsync("kill", "-TERM", process.Id.ToString())).Succeeded();
            using var limit = new CancellationTokenSource(s_stopLimit);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"graft up did not end within {s_stopLimit}:\n{Output}");
            }
        }
        _process?.Dispose();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_output)
        {
            _output.AppendLine(line);
        }
        if (line.StartsWith("The landscape runs until", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
