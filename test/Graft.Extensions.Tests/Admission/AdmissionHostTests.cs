using System.Text;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Admission;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Runtimes.GVisor.Admission;
using Graft.Runtimes.Kata.Admission;
using Graft.Testing;

namespace Graft.Extensions.Tests.Admission;

public sealed class AdmissionHostTests(SeedCluster garden)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gvisor", "gvisor")]
    [InlineData("kata", "kata-containers")]
    public async Task Case_60_the_registration_is_as_the_contract_says(string name, string type)
    {
        var definition = name == "gvisor" ? GVisorAdmission.Definition : KataAdmission.Definition;
        await using var admission = await RunningAdmission.StartAsync(definition, garden);
        var configuration = await garden.Client.GetAsync<ValidatingWebhookConfiguration>(
            new ObjectKey($"gardener-extension-admission-runtime-{name}"),
            Token
        );
        var webhook = Assert.Single(configuration.Webhooks!);
        Assert.Equal($"validator.admission-runtime-{name}.extensions.gardener.cloud", webhook.Name);
        Assert.Equal($"https://127.0.0.1:{admission.Port}/webhooks/validate", webhook.ClientConfig!.Url);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", Encoding.UTF8.GetString(webhook.ClientConfig.CaBundle!));
        Assert.Equal(
            ("Fail", "None", "Exact", 10),
            (webhook.FailurePolicy, webhook.SideEffects, webhook.MatchPolicy, webhook.TimeoutSeconds)
        );
        Assert.Equal(["v1", "v1beta1"], webhook.AdmissionReviewVersions);
        Assert.Equal(
            Samples.Map(($"containerruntime.extensions.gardener.cloud/{type}", "true")),
            webhook.ObjectSelector!.MatchLabels
        );
        Assert.Null(webhook.NamespaceSelector?.MatchLabels);
        Assert.Null(webhook.NamespaceSelector?.MatchExpressions);
        var rule = Assert.Single(webhook.Rules!);
        Assert.Equal(["CREATE", "UPDATE"], rule.Operations);
        Assert.Equal(["core.gardener.cloud"], rule.ApiGroups);
        Assert.Equal(["v1beta1"], rule.ApiVersions);
        Assert.Equal(["shoots"], rule.Resources);
    }

    [Fact]
    public async Task Case_58_the_garden_refuses_what_the_rules_refuse()
    {
        var ns = await garden.CreateNamespaceAsync();
        await garden.Client.CreateAsync(Profile("aws-58"), Token);
        await using var admission = await RunningAdmission.StartAsync(KataAdmission.Definition, garden);

        var refused = await Assert.ThrowsAsync<KubernetesException>(() =>
            garden.Client.CreateAsync(Shoot(ns, "aws-58", "m5.large"), Token)
        );
        Assert.Equal(
            "admission webhook \"validator.admission-runtime-kata.extensions.gardener.cloud\" denied the request: "
                + "spec.provider.workers[0].machine.type: Forbidden: machine type \"m5.large\" for worker pool \"a\""
                + " does not support nested virtualization on provider \"aws\"",
            refused.Message
        );
        Assert.Equal(403, refused.StatusCode);
        Assert.Null(await garden.Client.FindAsync<Shoot>(new ObjectKey(ns, "demo"), Token));

        var stored = await garden.Client.CreateAsync(Shoot(ns, "aws-58", "i3.metal"), Token);
        var change = stored with { Spec = Shoot(ns, "aws-58", "m5.large").Spec };
        await Assert.ThrowsAsync<KubernetesException>(() => garden.Client.PatchDifferenceAsync(stored, change, Token));
    }

    [Fact]
    public async Task Case_58_a_missing_profile_is_named()
    {
        var ns = await garden.CreateNamespaceAsync();
        await using var admission = await RunningAdmission.StartAsync(KataAdmission.Definition, garden);
        var refused = await Assert.ThrowsAsync<KubernetesException>(() =>
            garden.Client.CreateAsync(Shoot(ns, "nowhere", "i3.metal"), Token)
        );
        Assert.Contains(
            $"failed to get cloud profile for shoot {ns}/demo: ",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("\"nowhere\" not found", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_58_a_project_may_have_a_profile_of_its_own()
    {
        var ns = await garden.CreateNamespaceAsync();
        var profile = new NamespacedCloudProfile
        {
            Metadata = new ObjectMeta { Name = "own", Namespace = ns },
            Spec = new NamespacedCloudProfileSpec
            {
                Parent = new CloudProfileReference { Kind = "CloudProfile", Name = "x" },
            },
        };
        var created = await garden.Client.CreateAsync(profile, Token);
        await garden.Client.PatchStatusDifferenceAsync(
            created,
            created with
            {
                Status = new NamespacedCloudProfileStatus { CloudProfileSpec = Profile("own").Spec },
            },
            Token
        );
        await using var admission = await RunningAdmission.StartAsync(KataAdmission.Definition, garden);
        var shoot = Shoot(ns, "own", "i3.metal");
        var reference = new CloudProfileReference { Kind = "NamespacedCloudProfile", Name = "own" };
        await garden.Client.CreateAsync(shoot with { Spec = shoot.Spec! with { CloudProfile = reference } }, Token);
        var changed = await garden.Client.GetAsync<Shoot>(new ObjectKey(ns, "demo"), Token);
        var unknown = Shoot(ns, "own", "x9.huge").Spec! with { CloudProfile = reference };
        var refused = await Assert.ThrowsAsync<KubernetesException>(() =>
            garden.Client.PatchDifferenceAsync(changed, changed with { Spec = unknown }, Token)
        );
        Assert.EndsWith("spec.provider.workers[0].machine.type: Not found: \"x9.huge\"", refused.Message);
    }

    [Fact]
    public async Task A_profile_of_a_project_that_is_not_merged_yet_is_an_error()
    {
        var ns = await garden.CreateNamespaceAsync();
        var profile = new NamespacedCloudProfile
        {
            Metadata = new ObjectMeta { Name = "fresh", Namespace = ns },
            Spec = new NamespacedCloudProfileSpec
            {
                Parent = new CloudProfileReference { Kind = "CloudProfile", Name = "x" },
            },
        };
        await garden.Client.CreateAsync(profile, Token);
        await using var admission = await RunningAdmission.StartAsync(KataAdmission.Definition, garden);
        var shoot = Shoot(ns, "fresh", "i3.metal");
        var reference = new CloudProfileReference { Kind = "NamespacedCloudProfile", Name = "fresh" };
        var refused = await Assert.ThrowsAsync<KubernetesException>(() =>
            garden.Client.CreateAsync(shoot with { Spec = shoot.Spec! with { CloudProfile = reference } }, Token)
        );
        Assert.EndsWith(
            $"failed to get cloud profile for shoot {ns}/demo: NamespacedCloudProfile {ns}/fresh has not been merged yet",
            refused.Message
        );
    }

    [Fact]
    public async Task A_write_that_is_only_tried_is_judged_alike_and_leaves_nothing_behind()
    {
        var ns = await garden.CreateNamespaceAsync();
        await garden.Client.CreateAsync(Profile("aws-tried"), Token);
        await using var admission = await RunningAdmission.StartAsync(KataAdmission.Definition, garden);
        var tried = new WriteOptions { DryRun = true };

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => TryAsync(Shoot(ns, "aws-tried", "m5.large")));
        Assert.Contains("does not support nested virtualization on provider \"aws\"", refused.Message);
        await TryAsync(Shoot(ns, "aws-tried", "i3.metal"));
        Assert.Null(await garden.Client.FindAsync<Shoot>(new ObjectKey(ns, "demo"), Token));

        Task TryAsync(Shoot shoot) => garden.Client.CreateAsync(Resource.Of<Shoot>(), shoot, tried, Token);
    }

    [Theory]
    [InlineData("--webhook-config-mode=ftp", "ftp")]
    [InlineData("--webhook-config-server-port=70000", "--webhook-config-server-port must be a port")]
    [InlineData("--webhook-config-server-host=nowhere", "--webhook-config-server-host must be an IP address")]
    public async Task Flags_that_make_no_sense_end_the_program_with_their_name(string flag, string message)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["kubeconfig"], garden.Kubeconfig, Token);
        string[] args =
        [
            $"--kubeconfig={directory["kubeconfig"]}",
            "--health-bind-address=0",
            "--metrics-bind-address=0",
            flag,
        ];
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.NotEqual(0, await AdmissionHost.RunAsync(KataAdmission.Definition, args, output, error, Token));
        Assert.Contains(message, $"{output}{error}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shoots_without_the_label_are_not_even_sent()
    {
        var ns = await garden.CreateNamespaceAsync();
        await using var admission = await RunningAdmission.StartAsync(KataAdmission.Definition, garden);
        var shoot = Shoot(ns, "nowhere", "m5.large");
        await garden.Client.CreateAsync(shoot with { Metadata = shoot.Metadata with { Labels = null } }, Token);
    }

    private static CloudProfile Profile(string name) =>
        new()
        {
            Metadata = new ObjectMeta { Name = name },
            Spec = new CloudProfileSpec
            {
                Type = "aws",
                Kubernetes = new CloudProfileKubernetes { Versions = [new ExpirableVersion { Version = "1.31.4" }] },
                MachineImages = [],
                Regions = [new Region { Name = "here" }],
                MachineTypes =
                [
                    new MachineType
                    {
                        Name = "m5.large",
                        Cpu = "2",
                        Gpu = "0",
                        Memory = "8Gi",
                    },
                    new MachineType
                    {
                        Name = "i3.metal",
                        Cpu = "72",
                        Gpu = "0",
                        Memory = "512Gi",
                    },
                ],
            },
        };

    private static Shoot Shoot(string ns, string profile, string machineType) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = "demo",
                Namespace = ns,
                Labels = Samples.Map((WellKnown.Labels.ExtensionContainerRuntimePrefix + "kata-containers", "true")),
            },
            Spec = new ShootSpec
            {
                CloudProfile = new CloudProfileReference { Kind = "CloudProfile", Name = profile },
                Region = "here",
                Kubernetes = new ShootKubernetes { Version = "1.31.4" },
                Provider = new ShootProvider
                {
                    Type = "aws",
                    Workers =
                    [
                        new ShootWorker
                        {
                            Name = "a",
                            Minimum = 1,
                            Maximum = 1,
                            Machine = new ShootMachine { Type = machineType },
                            Cri = new Cri
                            {
                                Name = "containerd",
                                ContainerRuntimes = [new ContainerRuntimeReference { Type = "kata-containers" }],
                            },
                        },
                    ],
                },
            },
        };
}
