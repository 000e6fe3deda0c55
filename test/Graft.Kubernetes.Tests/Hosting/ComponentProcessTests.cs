using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Hosting;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Hosting;

/// <summary>The promises of <see cref="ExitCodes"/>, and the end of a process, with real processes and signals.</summary>
public sealed class ComponentProcessTests : IDisposable
{
    private const int KilledByTerm = 143;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("finish", ExitCodes.Ended)]
    [InlineData("fail", ExitCodes.Failed)]
    public async Task The_exit_code_tells_how_the_work_ended(string work, int code)
    {
        await using var component = Start(work);

        Assert.Equal(code, await component.ExitCodeAsync());
    }

    [Fact]
    public async Task A_failure_is_the_last_line_of_the_log_with_its_reason_as_JSON()
    {
        await using var component = Start("fail");
        await component.ExitCodeAsync();

        var line = JsonNode.Parse(component.Error[^1])!;
        Assert.Equal("Critical", (string?)line["LogLevel"]);
        Assert.Equal("graft-test-component failed: failed on purpose", (string?)line["Message"]);
        Assert.Contains("InvalidOperationException", (string?)line["Exception"]);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_asks_for_the_end_and_the_work_is_waited_for(string signal)
    {
        Assert.SkipWhen(
            signal == "INT" && IgnoresInterrupts(),
            "SIGINT is ignored in this process, as in a shell's background jobs, and what it starts inherits that"
        );
        await using var component = Start("drain");
        await component.SaysAsync("running");

        await component.SignalAsync(signal);
        await component.SaysAsync("asked to end");
        component.Tell("go");

        Assert.Equal(ExitCodes.Ended, await component.ExitCodeAsync());
        Assert.Contains("drained", component.Output);
    }

    [Fact]
    public async Task Work_that_does_not_end_in_time_is_left_and_the_process_fails()
    {
        await using var component = Start("hang", "--shutdown-timeout=1");
        await component.SaysAsync("running");

        await component.SignalAsync("TERM");

        Assert.Equal(ExitCodes.Failed, await component.ExitCodeAsync());
        Assert.Contains("the work did not end within 1 s of being asked to", component.Error[^1]);
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once()
    {
        await using var component = Start("hang", "--shutdown-timeout=3600");
        await component.SaysAsync("running");

        await component.SignalAsync("TERM");
        await component.SaysAsync("asked to end");
        await component.SignalAsync("TERM");

        Assert.Equal(KilledByTerm, await component.ExitCodeAsync());
    }

    [Fact]
    public async Task While_it_drains_a_component_is_alive_but_not_ready()
    {
        var port = FreePort.Next();
        await using var component = Start("drain", $"--health-bind-address=127.0.0.1:{port}");
        await component.SaysAsync("running");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(http, "/readyz"));

        await component.SignalAsync("TERM");
        await component.SaysAsync("asked to end");

        Assert.Equal(HttpStatusCode.InternalServerError, await CodeAsync(http, "/readyz"));
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(http, "/healthz"));
        component.Tell("go");
        Assert.Equal(ExitCodes.Ended, await component.ExitCodeAsync());
    }

    [Theory]
    [InlineData("--shutdown-timeout=-1", "--shutdown-timeout: must be between 0 and 3600 seconds")]
    [InlineData("--work=play", "--work: Argument 'play' not recognized.")]
    [InlineData("--log-format=xml", "--log-format: Argument 'xml' not recognized. Must be one of: 'json' 'text'")]
    [InlineData("--metrics-bind-address=nowhere", "--metrics-bind-address: \"nowhere\" is no address")]
    public async Task A_wrong_flag_ends_with_2_and_a_line_that_names_it_and_nothing_has_started(
        string flag,
        string reason
    )
    {
        await using var component = Start("drain", flag);

        Assert.Equal(ExitCodes.WrongCommandLine, await component.ExitCodeAsync());
        Assert.Contains(component.Error, line => line.Contains(reason, StringComparison.Ordinal));
        Assert.Empty(component.Output);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "\"collector:4317\" is no http or https URL")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "\"http/json\" is none of grpc, http/protobuf")]
    public async Task A_wrong_variable_ends_with_2_and_a_line_that_names_it(
        string variable,
        string value,
        string reason
    )
    {
        var environment = new Dictionary<string, string> { ["OTEL_TRACES_EXPORTER"] = "otlp", [variable] = value };
        await using var component = Start("drain", environment);

        Assert.Equal(ExitCodes.WrongCommandLine, await component.ExitCodeAsync());
        Assert.Contains($"graft-test-component: {variable}: {reason}", component.Error);
        Assert.Empty(component.Output);
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_with_1_and_names_the_flag()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        await using var component = Start("drain", $"--health-bind-address={address}");

        Assert.Equal(ExitCodes.Failed, await component.ExitCodeAsync());
        Assert.Contains($"--health-bind-address: cannot listen to {address}", component.Error[^1]);
        Assert.Empty(component.Output);
    }

    private static bool IgnoresInterrupts()
    {
        const string Field = "SigIgn:";
        const ulong Interrupt = 1 << (2 - 1);
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return (
                ulong.Parse(line[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                & Interrupt
            ) != 0;
    }

    private ComponentProcess Start(string work, params string[] flags) => Start(work, null, flags);

    private ComponentProcess Start(string work, IReadOnlyDictionary<string, string>? environment, params string[] flags)
    {
        var file = _directory["kubeconfig"];
        File.WriteAllText(
            file,
            """
            current-context: x
            clusters: [{name: c, cluster: {server: 'http://127.0.0.1:1' } } ]
            contexts: [{name: x, context: {cluster: c} } ]
            """
        );
        string[] common =
        [
            $"--work={work}",
            $"--kubeconfig={file}",
            "--health-bind-address=0",
            "--metrics-bind-address=0",
        ];
        var own = flags.Select(flag => flag.Split('=')[0]).ToHashSet(StringComparer.Ordinal);
        return ComponentProcess.Start(
            [.. common.Where(flag => !own.Contains(flag.Split('=')[0])), .. flags],
            environment
        );
    }

    private static async Task<HttpStatusCode> CodeAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(
            new Uri(path, UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        return response.StatusCode;
    }
}
