using Graft.Api;
using Graft.Api.Gardener;
using Graft.Gardenlet.Admission.Shoots;
using static Graft.Gardenlet.Tests.Admission.Shoots;

namespace Graft.Gardenlet.Tests.Admission;

public sealed class ShootStaticValidationTests
{
    private const string Cri0 = "spec.provider.workers[0].cri";
    private const string OnlyContainerd = "supported values: \"containerd\"";
    private const string BothNames = "supported values: \"containerd\", \"docker\"";

    [Theory]
    [InlineData("1.22.17", "containerd", null)]
    [InlineData("1.22.17", "docker", null)]
    [InlineData("1.22.17", "other", $"{Cri0}.name: Unsupported value: \"other\": {BothNames}")]
    [InlineData("1.22.17", null, $"{Cri0}.name: Unsupported value: \"\": {BothNames}")]
    [InlineData("1.23.0", "containerd", null)]
    [InlineData("1.23.0", "docker", $"{Cri0}.name: Unsupported value: \"docker\": {OnlyContainerd}")]
    [InlineData("1.23.0", "other", $"{Cri0}.name: Unsupported value: \"other\": {OnlyContainerd}")]
    [InlineData("1.23.0", null, $"{Cri0}.name: Unsupported value: \"\": {OnlyContainerd}")]
    [InlineData("latest", "docker", $"{Cri0}.name: Unsupported value: \"docker\": {OnlyContainerd}")]
    public void Case_1_the_version_decides_which_names_are_supported(string version, string? name, string? error) =>
        AssertErrors(With(version, Pool("a", Cri(name))), error);

    [Fact]
    public void Case_1_the_pool_version_wins_over_the_shoot_version()
    {
        var pool = Pool("a", Cri("docker")) with { Kubernetes = new WorkerKubernetes { Version = "1.22.17" } };
        AssertErrors(With("1.23.17", pool));
    }

    [Fact]
    public void Case_2_an_empty_runtime_type_is_required() =>
        AssertErrors(
            With("1.35.4", Pool("a", Cri("containerd", "gVisor", ""))),
            $"{Cri0}.containerruntimes[1].type: Required value: must specify a container runtime type"
        );

    [Fact]
    public void Case_3_a_runtime_type_twice_is_a_duplicate() =>
        AssertErrors(
            With("1.35.4", Pool("a", Cri("containerd", "gVisor", "gVisor"))),
            $"{Cri0}.containerruntimes[1].type: Duplicate value: \"must specify different type, gVisor already exist\""
        );

    [Fact]
    public void Case_3_two_empty_types_are_required_twice_and_duplicate_once() =>
        AssertErrors(
            With("1.35.4", Pool("a", Cri("containerd", "", ""))),
            $"{Cri0}.containerruntimes[0].type: Required value: must specify a container runtime type",
            $"{Cri0}.containerruntimes[1].type: Required value: must specify a container runtime type",
            $"{Cri0}.containerruntimes[1].type: Duplicate value: \"must specify different type,  already exist\""
        );

    [Fact]
    public void Case_4_a_wrong_name_does_not_hide_duplicate_types() =>
        AssertErrors(
            With("1.35.4", Pool("a", Cri("other", "x", "x"))),
            $"{Cri0}.name: Unsupported value: \"other\": {OnlyContainerd}",
            $"{Cri0}.containerruntimes[1].type: Duplicate value: \"must specify different type, x already exist\""
        );

    [Fact]
    public void Case_5_runtimes_need_the_first_version_with_runtime_classes()
    {
        AssertErrors(
            With("1.13.12", Pool("a", Cri("containerd", "gvisor"))),
            $"{Cri0}.containerRuntimes: Forbidden: container runtimes require Kubernetes >= 1.14"
        );
        AssertErrors(With("1.14.0", Pool("a", Cri("containerd", "gvisor"))));
        AssertErrors(With("1.14.0-beta.1", Pool("a", Cri("containerd", "gvisor"))));
        AssertErrors(With("1.13.12", Pool("a", Cri("containerd"))));
    }

    [Fact]
    public void Kubelet_log_settings_are_for_containerd_and_keep_two_files()
    {
        var kubelet = new WorkerKubernetes
        {
            Kubelet = new KubeletConfig { ContainerLogMaxFiles = 1, ContainerLogMaxSize = "10Mi" },
        };
        const string Path = "spec.provider.workers[0].kubernetes.kubelet";
        const string Sentence =
            "can only be configured with containerd runtime. This setting has no effect for docker container runtime.";
        AssertErrors(
            With("1.35.4", Pool("a", Cri("containerd")) with { Kubernetes = kubelet }),
            $"{Path}.containerLogMaxFiles: Invalid value: 1: value must be >= 2."
        );
        AssertErrors(
            With("1.21.14", Pool("a", null) with { Kubernetes = kubelet }),
            $"{Path}.containerLogMaxFiles: Invalid value: 1: value must be >= 2.",
            $"{Path}.containerLogMaxSize: Forbidden: {Sentence}",
            $"{Path}.containerLogMaxFiles: Forbidden: {Sentence}"
        );
    }

    [Fact]
    public void Case_7_pools_and_runtimes_may_change_freely()
    {
        var before = With("1.22.17", Pool("a", Cri("containerd", "gvisor")), Pool("b", Cri("docker")));
        var after = With(
            "1.22.17",
            Pool("b", Cri("containerd", "kata-containers", "gvisor")),
            Pool("a", Cri("docker")),
            Pool("c", Cri("containerd"))
        );
        Assert.Empty(ShootRules.Check(before, after));
    }

    [Theory]
    [InlineData("AutoInPlaceUpdate")]
    [InlineData("ManualInPlaceUpdate")]
    public void Case_7_pools_updated_in_place_keep_their_interface(string strategy)
    {
        var before = With("1.22.17", Pool("a", Cri("containerd")) with { UpdateStrategy = strategy });
        var after = With("1.22.17", Pool("a", Cri("docker")) with { UpdateStrategy = strategy });
        var error = Assert.Single(ShootRules.Check(before, after));
        Assert.Equal(
            $"{Cri0}.name: Invalid value: \"docker\": CRI name cannot be changed if update strategy is AutoInPlaceUpdate/ManualInPlaceUpdate",
            error.ToString()
        );
    }

    [Fact]
    public void Names_of_pools_are_short_labels_and_unique() =>
        AssertErrors(
            With(
                "1.35.4",
                Pool("a-name-that-is-too-long", null),
                Pool("Upper", null),
                Pool("twice", null),
                Pool("twice", null)
            ),
            "spec.provider.workers[0].name: Too long: may not be more than 15 bytes",
            "spec.provider.workers[1].name: Invalid value: \"Upper\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
            "spec.provider.workers[3].name: Duplicate value: \"twice\""
        );

    [Fact]
    public void A_pool_must_be_able_to_have_its_least_number_of_nodes_and_to_roll() =>
        AssertErrors(
            With(
                "1.35.4",
                Pool("a", null) with
                {
                    Minimum = 3,
                    Maximum = 2,
                    MaxSurge = 0,
                    MaxUnavailable = new IntOrString("0%"),
                }
            ),
            "spec.provider.workers[0].maximum: Forbidden: minimum value must be less or equal than maximum value",
            "spec.provider.workers[0].maxUnavailable: Invalid value: \"0%\": may not be 0 when `maxSurge` is 0"
        );

    [Fact]
    public void What_is_required_is_named_field_by_field() =>
        AssertErrors(
            new Shoot
            {
                Spec = new ShootSpec { Provider = new ShootProvider { Workers = [new ShootWorker { Name = "a" }] } },
            },
            "metadata.name: Required value: name or generateName is required",
            "metadata.namespace: Required value",
            "spec.cloudProfile.name: Required value: must specify a cloud profile",
            "spec.region: Required value: must specify a region",
            "spec.provider.type: Required value: must specify a provider type",
            "spec.kubernetes.version: Required value: kubernetes version must not be empty",
            "spec.provider.workers[0].machine.type: Required value: must specify a machine type",
            "spec.provider.workers[0].machine.image.name: Required value: must specify a machine image name"
        );

    [Fact]
    public void Versions_go_up_one_minor_version_at_a_time()
    {
        Assert.Empty(ShootRules.Check(With("1.33.11"), With("1.34.7")));
        Assert.Equal(
            "spec.kubernetes.version: Forbidden: kubernetes version downgrade is not supported",
            Assert.Single(ShootRules.Check(With("1.34.7"), With("1.34.6"))).ToString()
        );
        Assert.Equal(
            "spec.kubernetes.version: Forbidden: kubernetes version upgrade cannot skip a minor version",
            Assert.Single(ShootRules.Check(With("1.33.11"), With("1.35.4"))).ToString()
        );
    }

    private static void AssertErrors(Shoot shoot, params string?[] expected) =>
        Assert.Equal(expected.OfType<string>(), ShootRules.Check(null, shoot).Select(error => error.ToString()));
}
