using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

/// <summary>A control plane in a process of its own, on a data directory.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string[] ready, string directory)
    {
        _process = process;
        Http = Client(new Uri(ready[0].TrimEnd('/') + "/"), ready[1], directory);
    }

    /// <summary>A client of the server's cluster as administrator.</summary>
    public HttpClient Http { get; }

    /// <param name="directory">Where the state is.</param>
    /// <param name="journalLimit">How many bytes a journal gathers before it is begun anew.</param>
    /// <param name="fileLimit">How large a file of the process may grow, in units of 1024 bytes; null without limit.</param>
    public static async Task<ServerProcess> StartAsync(string directory, long journalLimit, int? fileLimit = null)
    {
        var limit = journalLimit.ToString(CultureInfo.InvariantCulture);
        var program = Path.Combine(AppContext.BaseDirectory, "Graft.Kubernetes.Embedded.Server.dll");
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // The signal that comes with the limit is ignored, so that writing fails as it does on a full disk.
        var limited = fileLimit is null ? "" : FormattableString.Invariant($"trap '' XFSZ; ulimit -S -f {fileLimit};");
        foreach (
            var argument in (string[])["-c", limited + """exec dotnet "$@" """, "server", program, directory, limit]
        )
        {
            start.ArgumentList.Add(argument);
        }
        // The runtime would keep its code in a file that is larger than the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(line);
        return new ServerProcess(process, line.Split(' '), directory);
    }

    /// <summary>Ends it as a power switch would: it gets no say in it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task RaiseFileLimitAsync()
    {
        await _process.StandardInput.WriteLineAsync("unlimited");
        Assert.Equal("raised", await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
    }

    private static HttpClient Client(Uri address, string token, string directory)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(directory, "pki", "ca.crt"));
        return ApiServer.Client(address, authority, token);
    }
}
