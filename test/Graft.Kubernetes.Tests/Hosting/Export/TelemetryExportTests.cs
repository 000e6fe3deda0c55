using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Hosting;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Hosting.Export;

/// <summary>A real component sends what it does to a real receiver.</summary>
public sealed class TelemetryExportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Reconciles_and_their_requests_arrive_as_one_trace_and_metrics_as_well()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var error = await GreetAsync(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-tenant=blue",
                ["OTEL_SERVICE_NAME"] = "the-greeter",
                ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=test",
            }
        );

        var reconcile = Assert.Single(receiver.Spans, span => span.Attributes.GetValueOrDefault("name") == "hello");
        Assert.Equal("reconcile greeter", reconcile.Name);
        Assert.Equal("the-greeter", reconcile.Resource["service.name"]);
        Assert.Equal("test", reconcile.Resource["deployment.environment"]);
        Assert.Equal("greeter", reconcile.Attributes["controller"]);
        Assert.Equal("default", reconcile.Attributes["k8s.namespace.name"]);
        Assert.Equal("success", reconcile.Attributes["result"]);
        var id = reconcile.Attributes["reconcile.id"];
        Assert.Contains(error, line => line.Contains($"\"reconcileID\":\"{id}\"", StringComparison.Ordinal));

        var request = Assert.Single(
            receiver.Spans,
            span => span.ParentId == reconcile.SpanId && span.TraceId == reconcile.TraceId
        );
        Assert.Equal("GET", request.Name);
        Assert.Equal("GET", request.Attributes["http.request.method"]);
        Assert.Equal("200", request.Attributes["http.response.status_code"]);
        Assert.Equal("/api/v1/namespaces/default/configmaps/hello", request.Attributes["url.path"]);

        var names = receiver.Metrics.Select(metric => metric.Name).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "controller_runtime_reconcile_total",
                "workqueue_adds_total",
                "rest_client_requests_total",
                "process_cpu_seconds_total",
                "dotnet.gc.collections",
            },
            names
        );
        Assert.All(receiver.Requests, one => Assert.Equal("blue", one.Tenant));
    }

    [Fact]
    public async Task The_sampler_and_endpoints_of_single_signals_are_obeyed()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await GreetAsync(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = new Uri(receiver.Address, "special/v1/traces").ToString(),
                ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf",
                ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
                ["OTEL_TRACES_SAMPLER_ARG"] = "0",
            }
        );
        Assert.Empty(receiver.Requests);

        await GreetAsync(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = new Uri(receiver.Address, "special/v1/traces").ToString(),
                ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf",
                ["OTEL_TRACES_SAMPLER"] = "always_on",
            }
        );
        Assert.NotEmpty(receiver.Spans);
        Assert.All(receiver.Requests, one => Assert.Equal("/special/v1/traces", one.Path));
        Assert.Equal("graft-test-component", receiver.Spans[0].Resource["service.name"]);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    public async Task What_is_switched_off_sends_nothing(string variable, string value)
    {
        await using var receiver = await OtlpReceiver.StartAsync();

        await GreetAsync(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRICS_EXPORTER"] = "none",
                [variable] = value,
            }
        );

        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_harms_nobody()
    {
        await GreetAsync(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "500",
            }
        );
    }

    /// <summary>Runs a component until it has greeted one ConfigMap, ends it, and returns what it logged.</summary>
    private async Task<IReadOnlyList<string>> GreetAsync(IReadOnlyDictionary<string, string> environment)
    {
        await using var cluster = await EmbeddedCluster.StartAsync();
        var file = _directory[$"kubeconfig-{Guid.NewGuid():N}"];
        await File.WriteAllTextAsync(file, cluster.Kubeconfig, Cancel);
        using var client = cluster.CreateClient();
        await client.CreateAsync(
            new ConfigMap
            {
                Metadata = new() { Namespace = "default", Name = "hello" },
            },
            Cancel
        );
        await using var component = ComponentProcess.Start(
            [
                "--work=greet",
                $"--kubeconfig={file}",
                "--health-bind-address=0",
                "--metrics-bind-address=0",
                "--log-level=Debug",
            ],
            environment
        );
        await component.SaysAsync("greeted hello");
        await component.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Ended, await component.ExitCodeAsync());
        return component.Error;
    }
}
