using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Graft.Bench.Programs;

/// <summary>A component as a process of its own, with what the kernel and its own metrics say of it. Linux only.</summary>
internal sealed class MeasuredProgram : IAsyncDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly HttpClient _http = new();

    private MeasuredProgram(Process process, int metricsPort, int healthPort)
    {
        _process = process;
        MetricsAddress = new Uri($"http://127.0.0.1:{metricsPort}/metrics");
        ReadyAddress = new Uri($"http://127.0.0.1:{healthPort}/readyz");
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public Uri MetricsAddress { get; }

    public Uri ReadyAddress { get; }

    public bool HasExited => _process.HasExited;

    /// <param name="program">The file; one that ends in <c>.dll</c> is run by <c>dotnet</c>.</param>
    /// <param name="arguments">Its flags but those for health and metrics, which are added.</param>
    /// <param name="core">The only processor core that it may use; null for all.</param>
    public static MeasuredProgram Start(string program, IEnumerable<string> arguments, int? core)
    {
        var (metrics, health) = (FreePort(), FreePort());
        string[] pinned = core is { } number ? ["taskset", "--cpu-list", Text(number)] : [];
        string[] command = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : [program];
        string[] line =
        [
            .. pinned,
            .. command,
            .. arguments,
            $"--metrics-bind-address=127.0.0.1:{Text(metrics)}",
            $"--health-bind-address=127.0.0.1:{Text(health)}",
        ];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new MeasuredProgram(Process.Start(start)!, metrics, health);
    }

    /// <summary>A port that nobody listened on a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Processor time so far, in user and in kernel mode, of all threads.</summary>
    public TimeSpan ProcessorTime()
    {
        var text = File.ReadAllText(Path("stat"));
        // The name in parentheses may hold blanks; utime and stime are the 14th and the 15th field.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>What it has in memory now.</summary>
    public double ResidentMegabytes() => Status("VmRSS:");

    /// <summary>The most that it had in memory since <see cref="ForgetPeak"/>.</summary>
    public double PeakMegabytes() => Status("VmHWM:");

    public void ForgetPeak() => File.WriteAllText(Path("clear_refs"), "5");

    /// <summary>How many requests it has sent to API servers, by method; what client-go counts, too.</summary>
    public async Task<RequestCounts> RequestsAsync(CancellationToken cancellationToken) =>
        RequestCounts.Parse(await _http.GetStringAsync(MetricsAddress, cancellationToken));

    /// <exception cref="InvalidOperationException">It ended; the message has what it said.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (!await IsReadyAsync(cancellationToken))
        {
            await ThrowIfEndedAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    public async Task ThrowIfEndedAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"the program has ended: {await _error}{await _output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAll(_output, _error);
        _process.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(ReadyAddress, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private double Status(string field)
    {
        var line = File.ReadLines(Path("status")).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return Number(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }

    private string Path(string file) => $"/proc/{Text(_process.Id)}/{file}";

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
