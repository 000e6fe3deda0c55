using Graft.Api.Kubernetes;
using Graft.Extensions.Hosting;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Testing;

namespace Graft.Extensions.Tests.Hosting;

public sealed class ExtensionHostTests(SeedCluster seed) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private static ExtensionDefinition Definition { get; } =
        new()
        {
            Name = "runtime-hosted",
            Program = "graft-runtime-hosted",
            Description = "Tests the host",
            AddControllers = (controllers, _) => controllers.AddContainerRuntime("hosted", new RecordingActuator()),
        };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_flags_of_Gardeners_own_extensions_are_known()
    {
        Assert.Equal(0, await ExtensionHost.RunAsync(Definition, ["--help"], _output, _error, Token));
        string[] flags =
        [
            "--kubeconfig",
            "--master",
            "--leader-election",
            "--leader-election-id",
            "--leader-election-namespace",
            "--leader-election-resource-lock",
            "--max-concurrent-reconciles",
            "--healthcheck-max-concurrent-reconciles",
            "--ignore-operation-annotation",
            "--extension-class",
            "--disable-controllers",
            "--heartbeat-namespace",
            "--heartbeat-renew-interval-seconds",
            "--gardener-version",
            "--metrics-bind-address",
            "--health-bind-address",
            "--log-level",
            "--log-format",
        ];
        Assert.All(flags, flag => Assert.Contains($" {flag} ", _output.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--max-concurrent-reconciles=0", "--max-concurrent-reconciles must be at least 1")]
    [InlineData("--log-level=loud", "--log-level: \"loud\" is none of trace, debug, info, warn, error")]
    [InlineData("--log-level=2", "--log-level: \"2\" is none of trace, debug, info, warn, error")]
    [InlineData("--master=10.0.0.1", "--master: \"10.0.0.1\" is no address such as https://10.0.0.1:6443")]
    [InlineData("--leader-election-resource-lock=configmaps", "--leader-election-resource-lock")]
    [InlineData("--extension-class=house", "--extension-class")]
    public async Task Wrong_values_end_with_2_and_name_the_flag(string flag, string message)
    {
        Assert.Equal(2, await ExtensionHost.RunAsync(Definition, [flag], _output, _error, Token));
        Assert.Contains(message, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_that_is_not_there_cannot_be_disabled()
    {
        Assert.Equal(1, await RunAsync(Token, "--disable-controllers=containerruntime,health"));
    }

    [Fact]
    public async Task Chart_values_of_Gardeners_own_extensions_start_it()
    {
        var ns = await seed.CreateNamespaceAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = RunAsync(
            stop.Token,
            "--max-concurrent-reconciles=5",
            "--healthcheck-max-concurrent-reconciles=5",
            "--ignore-operation-annotation=false",
            "--leader-election=true",
            "--leader-election-id=another-name",
            "--leader-election-resource-lock=leases",
            $"--leader-election-namespace={ns}",
            $"--heartbeat-namespace={ns}",
            "--heartbeat-renew-interval-seconds=30",
            "--gardener-version=v1.149.0",
            "--disable-controllers=containerruntime",
            "--log-level=error",
            "--log-format=json"
        );
        await seed.Client.UntilAsync<Lease>(new ObjectKey(ns, "another-name"), _ => true);
        await seed.Client.UntilAsync<Lease>(
            new ObjectKey(ns, "gardener-extension-heartbeat"),
            lease => lease.Spec?.HolderIdentity == "runtime-hosted"
        );
        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] flags)
    {
        File.WriteAllText(_directory["kubeconfig"], seed.Kubeconfig);
        string[] args =
        [
            $"--kubeconfig={_directory["kubeconfig"]}",
            "--health-bind-address=0",
            "--metrics-bind-address=0",
            .. flags,
        ];
        return ExtensionHost.RunAsync(Definition, args, _output, _error, cancellationToken);
    }
}
