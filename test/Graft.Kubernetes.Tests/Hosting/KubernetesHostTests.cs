using System.CommandLine;
using System.Net;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Hosting;
using Graft.Kubernetes.Tests.Hosting.Metrics;
using Graft.Kubernetes.Tests.Transport;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Hosting;

public sealed class KubernetesHostTests : IDisposable
{
    private static readonly (string, string)[] s_queue = [("name", "demo"), ("controller", "demo")];

    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly KubernetesHost _host = new("graft-test", "Tests the host");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Wrong_flags_end_with_2_and_the_reason()
    {
        Assert.Equal(2, await RunAsync((_, _) => Task.CompletedTask, "--health-bind-address", "8081"));

        Assert.Contains(
            "graft-test: --health-bind-address: \"8081\" is no address such as :8080 or 127.0.0.1:8080",
            _error.ToString()
        );
        Assert.Equal(2, await RunAsync((_, _) => Task.CompletedTask, "--frob"));
        Assert.Contains("--frob", _error.ToString());
    }

    [Fact]
    public async Task Help_goes_to_the_output_and_names_own_flags()
    {
        _host.With(new Option<int>("--own") { Description = "A flag of the component" });

        Assert.Equal(0, await RunAsync((_, _) => Task.CompletedTask, "--help"));

        Assert.Contains("--kubeconfig", _output.ToString());
        Assert.Contains("A flag of the component", _output.ToString());
    }

    [Fact]
    public async Task An_unusable_kubeconfig_ends_with_1_and_one_line()
    {
        Assert.Equal(1, await RunAsync((_, _) => Task.CompletedTask, "--kubeconfig", _directory["none"]));

        Assert.StartsWith("graft-test: ", _error.ToString());
        Assert.Contains(_directory["none"], _error.ToString());
    }

    [Fact]
    public async Task Failing_work_ends_with_1_and_finished_work_with_0()
    {
        var flags = await KubeconfigAsync(new Uri("http://127.0.0.1:1"));

        Assert.Equal(1, await RunAsync((_, _) => throw new InvalidOperationException("on purpose"), flags));
        Assert.Equal(0, await RunAsync((_, _) => Task.CompletedTask, flags));
    }

    [Fact]
    public async Task Health_readiness_and_metrics_are_served_while_the_work_runs_and_the_end_is_orderly()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("watch")
                ? context.StallAsync()
                : context.JsonAsync(Answers.List("5", Answers.ConfigMap("a", "1")))
        );
        var (health, metrics) = (FreePort.Next(), FreePort.Next());
        using var stop = new CancellationTokenSource();
        using var http = new HttpClient();
        var isReady = false;
        var reconciled = new TaskCompletionSource();
        var flags = await KubeconfigAsync(server.Address);
        var run = _host.RunAsync(
            [
                .. flags[..2],
                "--health-bind-address",
                $"127.0.0.1:{health}",
                "--metrics-bind-address",
                $"127.0.0.1:{metrics}",
            ],
            _output,
            _error,
            async (host, token) =>
            {
                host.Health.Require("cache", () => Volatile.Read(ref isReady));
                var controller = new ControllerBuilder<ConfigMap>("demo", host.Informers).Build(
                    new Once(reconciled),
                    new ControllerOptions(),
                    host.Time,
                    host.Random,
                    host.LoggerFactory
                );
                await host.LeadAsync("lease", controller.RunAsync, token);
            },
            stop.Token
        );
        await reconciled.Task.WaitAsync(Cancel);

        Assert.Equal((HttpStatusCode.OK, "ok"), await GetAsync(http, health, "/healthz"));
        Assert.Equal(
            (
                HttpStatusCode.InternalServerError,
                "[+]begun ok\n[-]cache failed: reason withheld\n[+]shutdown ok\nreadyz check failed\n"
            ),
            await GetAsync(http, health, "/readyz")
        );
        Volatile.Write(ref isReady, true);
        Assert.Equal((HttpStatusCode.OK, "ok"), await GetAsync(http, health, "/readyz"));
        using var scraper = new HttpClient();
        scraper.DefaultRequestHeaders.Add("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        var found = Exposition.Parse("# EOF\n", isOpenMetrics: true);
        await Eventually.TrueAsync(async () =>
        {
            found = Exposition.Parse((await GetAsync(scraper, metrics, "/metrics")).Body, isOpenMetrics: true);
            return found.Find("workqueue_work_duration_seconds_count", s_queue) >= 1;
        });
        AssertMetricsOfControllerRuntime(found, server.Address.Authority);

        await stop.CancelAsync();
        Assert.Equal(0, await run);
    }

    private static void AssertMetricsOfControllerRuntime(Exposition found, string host)
    {
        var demo = ("controller", "demo");
        var results = new[] { "success", "error", "requeue_after" };
        Assert.Equal(
            [1, 0, 0],
            results.Select(result => found.Value("controller_runtime_reconcile_total", demo, ("result", result)))
        );
        Assert.Equal(0, found.Value("controller_runtime_reconcile_errors_total", demo));
        Assert.Equal(0, found.Value("controller_runtime_terminal_reconcile_errors_total", demo));
        Assert.Equal(0, found.Value("controller_runtime_reconcile_panics_total", demo));
        Assert.Equal(0, found.Value("controller_runtime_reconcile_timeouts_total", demo));
        Assert.Equal(1, found.Value("controller_runtime_reconcile_time_seconds_count", demo));
        Assert.Equal(1, found.Value("controller_runtime_reconcile_time_seconds_bucket", demo, ("le", "60.0")));
        Assert.Equal(5, found.Value("controller_runtime_max_concurrent_reconciles", demo));
        Assert.Equal(0, found.Value("controller_runtime_active_workers", demo));
        Assert.Equal(0, found.Value("workqueue_depth", s_queue));
        Assert.Equal(1, found.Value("workqueue_adds_total", s_queue));
        Assert.Equal(0, found.Value("workqueue_retries_total", s_queue));
        Assert.Equal(1, found.Value("workqueue_queue_duration_seconds_count", s_queue));
        Assert.Equal(0, found.Value("workqueue_unfinished_work_seconds", s_queue));
        Assert.Equal(0, found.Value("workqueue_longest_running_processor_seconds", s_queue));
        Assert.True(found.Value("rest_client_requests_total", ("code", "200"), ("method", "GET"), ("host", host)) >= 1);
        Assert.True(found.Value("rest_client_request_duration_seconds_count", ("verb", "GET"), ("host", host)) >= 1);
        Assert.True(found.Value("process_cpu_seconds_total") > 0);
        Assert.True(found.Value("process_resident_memory_bytes") > 1e6);
        Assert.True(found.Value("process_open_fds") > 3);
        Assert.True(found.Value("process_max_fds") > 3);
        Assert.True(found.Value("process_start_time_seconds") > 1.7e9);
        Assert.True(found.Value("dotnet_gc_collections_total", ("gc_heap_generation", "gen0")) >= 0);
    }

    private static async Task<(HttpStatusCode Code, string Body)> GetAsync(HttpClient http, int port, string path)
    {
        using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<string[]> KubeconfigAsync(Uri server)
    {
        var file = _directory["kubeconfig"];
        await File.WriteAllTextAsync(
            file,
            $$"""
            current-context: x
            clusters: [{name: c, cluster: {server: '{{server}}' } } ]
            contexts: [{name: x, context: {cluster: c} } ]
            """,
            Cancel
        );
        return ["--kubeconfig", file, "--health-bind-address", "0", "--metrics-bind-address", "0"];
    }

    private Task<int> RunAsync(Func<KubernetesHostContext, CancellationToken, Task> work, params string[] args) =>
        _host.RunAsync(args, _output, _error, work, Cancel);

    private sealed class Once(TaskCompletionSource reconciled) : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            reconciled.TrySetResult();
            return Task.FromResult(ReconcileResult.Done);
        }
    }
}
