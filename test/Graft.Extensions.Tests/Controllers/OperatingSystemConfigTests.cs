using System.Text;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Controllers;

public sealed class OperatingSystemConfigTests(SeedCluster seed)
{
    private readonly PlainSystem _system = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Case_44_user_data_lies_in_a_secret_that_the_object_owns()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        _system.Result = new() { UserData = "#!/bin/sh\n"u8.ToArray() };
        var config = await SucceededAsync(Samples.OperatingSystem(ns, OperatingSystemConfigPurpose.Provision));
        Assert.Equal("osc-result-pool-provision", config.Status!.CloudConfig!.SecretRef!.Name);
        Assert.Equal(ns, config.Status.CloudConfig.SecretRef.Namespace);
        Assert.Null(config.Status.ExtensionUnits);
        Assert.Equal(["extensions.gardener.cloud/operatingsystemconfigs"], config.Metadata.Finalizers);
        var secret = await SecretAsync(ns);
        Assert.Equal("#!/bin/sh\n", secret.GetText("cloud_config"));
        var owner = Assert.Single(secret.Metadata.OwnerReferences!);
        Assert.Equal(
            ("OperatingSystemConfig", config.Metadata.Uid, true),
            (owner.Kind, owner.Uid, owner.Controller ?? false)
        );
    }

    [Fact]
    public async Task Changed_user_data_replaces_what_the_secret_had()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        _system.Result = new() { UserData = "one"u8.ToArray() };
        var config = await SucceededAsync(Samples.OperatingSystem(ns, OperatingSystemConfigPurpose.Provision));
        _system.Result = new() { UserData = "two"u8.ToArray() };
        await seed.Client.PatchDifferenceAsync(
            config,
            config with
            {
                Metadata = config.Metadata with
                {
                    Annotations = Samples.Map((WellKnown.Annotations.Operation, WellKnown.Operations.Reconcile)),
                },
            },
            Token
        );
        var secret = await seed.Client.UntilAsync<Secret>(
            new ObjectKey(ns, "osc-result-pool-provision"),
            item => Encoding.UTF8.GetString(item.Data!["cloud_config"]) == "two"
        );
        Assert.Single(secret.Data!);
        Assert.Single(secret.Metadata.OwnerReferences!);
    }

    [Fact]
    public async Task Without_user_data_there_is_no_secret()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        var config = await SucceededAsync(Samples.OperatingSystem(ns, OperatingSystemConfigPurpose.Provision));
        Assert.Null(config.Status!.CloudConfig);
        Assert.Null(await seed.Client.FindAsync<Secret>(new ObjectKey(ns, "osc-result-pool-provision"), Token));
    }

    [Fact]
    public async Task Units_and_files_of_a_running_machine_lie_in_the_status()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        _system.Result = new()
        {
            ExtensionUnits = [new SystemdUnit { Name = "kubelet.service" }],
            ExtensionFiles = [File("/etc/one"), File("/etc/two")],
        };
        var config = await SucceededAsync(Samples.OperatingSystem(ns, OperatingSystemConfigPurpose.Reconcile));
        Assert.Equal("kubelet.service", Assert.Single(config.Status!.ExtensionUnits!).Name);
        Assert.Equal(["/etc/one", "/etc/two"], config.Status.ExtensionFiles!.Select(file => file.Path));
        Assert.Null(config.Status.CloudConfig);
    }

    [Fact]
    public async Task Units_that_are_no_longer_wanted_leave_the_status()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        _system.Result = new() { ExtensionFiles = [File("/etc/one")] };
        var config = await SucceededAsync(Samples.OperatingSystem(ns, OperatingSystemConfigPurpose.Reconcile));
        _system.Result = new();
        await seed.Client.PatchDifferenceAsync(
            config,
            config with
            {
                Metadata = config.Metadata with
                {
                    Annotations = Samples.Map((WellKnown.Annotations.Operation, WellKnown.Operations.Reconcile)),
                },
            },
            Token
        );
        await seed.Client.UntilAsync<OperatingSystemConfig>(
            new ObjectKey(ns, "pool-reconcile"),
            item => item.Status?.ExtensionFiles is null
        );
    }

    private RunningControllers Run() =>
        new(seed.Client, controllers => controllers.AddOperatingSystemConfig(["plain", "other"], _system));

    private async Task<string> NamespaceAsync()
    {
        var ns = await seed.CreateNamespaceAsync();
        await seed.Client.CreateAsync(Samples.Cluster(ns), Token);
        return ns;
    }

    private async Task<OperatingSystemConfig> SucceededAsync(OperatingSystemConfig config)
    {
        var created = await seed.Client.CreateAsync(config, Token);
        return await seed.Client.UntilAsync<OperatingSystemConfig>(
            Resource.Of<OperatingSystemConfig>().KeyOf(created),
            item => item.Status?.LastOperation?.State == LastOperationState.Succeeded
        );
    }

    private Task<Secret> SecretAsync(string ns) =>
        seed.Client.GetAsync<Secret>(new ObjectKey(ns, "osc-result-pool-provision"), Token);

    private static OperatingSystemFile File(string path) =>
        new()
        {
            Path = path,
            Content = new FileContent
            {
                Inline = new FileContentInline { Encoding = "", Data = "x" },
            },
        };

    private sealed class PlainSystem : IOperatingSystemConfigActuator
    {
        public OperatingSystemConfigResult Result { get; set; } = new();

        public Task<OperatingSystemConfigResult> ReconcileAsync(
            OperatingSystemConfig config,
            ClusterContext cluster,
            CancellationToken cancellationToken
        ) => Task.FromResult(Result);
    }
}
