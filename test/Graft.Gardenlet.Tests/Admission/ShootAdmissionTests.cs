using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Gardenlet.Admission;
using Graft.Gardenlet.Admission.CloudProfiles;
using static Graft.Gardenlet.Tests.Admission.Shoots;

namespace Graft.Gardenlet.Tests.Admission;

public sealed class ShootAdmissionTests
{
    private const string Prefix = "shoots.core.gardener.cloud \"demo\" is forbidden: ";

    private static readonly CloudProfileSpec s_profile = Profile("1.22.17", "1.35.4");

    [Fact]
    public void Case_9_what_the_image_supports_passes() =>
        Assert.Null(Refuse(With("1.35.4", Pool("a", Cri("containerd", "gvisor", "kata-containers")))));

    [Fact]
    public void Case_9_what_the_image_does_not_support_is_named()
    {
        var errors =
            "spec.provider.workers[0].cri.containerRuntimes[0].type: Invalid value: \"gvisor\": "
            + "machine image 'ubuntu@22.04' does not support container runtime 'gvisor', supported values: []";
        Assert.Equal(
            $"{Prefix}[{errors}]",
            Refuse(With("1.35.4", Pool("a", Cri("containerd", "gvisor"), imageVersion: "22.04")))!.Message
        );
        Assert.Equal(
            Prefix
                + "[spec.provider.workers[0].cri.name: Invalid value: \"other\": "
                + "machine image 'ubuntu@24.04' does not support CRI 'other', supported values: [containerd]]",
            Refuse(With("1.35.4", Pool("a", Cri("other", "gvisor"))))!.Message
        );
    }

    [Fact]
    public void Case_10_what_did_not_change_is_not_judged_again()
    {
        var old = With("1.35.4", Pool("a", Cri("containerd", "gvisor"), imageVersion: "22.04"));
        var relabelled = With(
            "1.35.4",
            Pool("a", Cri("containerd", "gvisor"), imageVersion: "22.04") with
            {
                Maximum = 9,
            }
        );
        Assert.Null(Refuse(relabelled, old));
    }

    [Fact]
    public void Case_10_an_image_that_the_profile_lost_is_skipped()
    {
        var old = With("1.35.4", Pool("a", Cri("containerd"), imageVersion: "20.04"));
        Assert.Null(Refuse(With("1.35.4", Pool("a", Cri("containerd", "gvisor"), imageVersion: "20.04")), old));
    }

    [Fact]
    public void Case_10_a_changed_image_version_alone_is_judged()
    {
        var old = With("1.35.4", Pool("a", Cri("containerd", "gvisor")));
        var refusal = Refuse(With("1.35.4", Pool("a", Cri("containerd", "gvisor"), imageVersion: "22.04")), old);
        Assert.Contains("does not support container runtime 'gvisor', supported values: []", refusal!.Message);
    }

    [Fact]
    public void Case_11_docker_supports_no_runtimes()
    {
        Assert.Null(Refuse(With("1.22.17", Pool("a", Cri("docker")))));
        Assert.Contains(
            "machine image 'ubuntu@24.04' does not support container runtime 'gvisor', supported values: []",
            Refuse(With("1.22.17", Pool("a", Cri("docker", "gvisor"))))!.Message
        );
    }

    [Fact]
    public void Docker_is_listed_only_where_kubernetes_still_runs_with_it() =>
        Assert.Equal(
            Prefix
                + "[spec.provider.workers[0].cri.name: Invalid value: \"docker\": "
                + "machine image 'ubuntu@24.04' does not support CRI 'docker', supported values: [containerd]]",
            Refuse(With("1.35.4", Pool("a", Cri("docker"))))!.Message
        );

    [Theory]
    [InlineData("""{"apiVersion":"x.y/__internal","kind":"Z"}""", "x.y/__internal, Kind=Z")]
    [InlineData("""{"apiVersion":"__internal","kind":"Z"}""", "/__internal, Kind=Z")]
    [InlineData("""{"apiVersion":"x.y/v1","kind":"Z"}""", null)]
    [InlineData("[1]", null)]
    [InlineData("\"x.y/__internal\"", null)]
    public void Case_11_provider_config_is_not_of_an_internal_version(string json, string? value)
    {
        var cri = new Cri
        {
            Name = "containerd",
            ContainerRuntimes =
            [
                new ContainerRuntimeReference { Type = "gvisor", ProviderConfig = JsonElement.Parse(json) },
            ],
        };
        Assert.Equal(
            value is null
                ? null
                : $"{Prefix}[spec.provider.workers[0].cri.containerRuntimes[0].providerConfig: Invalid value: \"{value}\": must not use apiVersion 'internal']",
            Refuse(With("1.35.4", Pool("a", cri)))?.Message
        );
    }

    [Fact]
    public void Case_12_a_type_needs_a_primary_registration_for_shoots()
    {
        var profile = Profile("1.35.4");
        var image = profile.MachineImages![0].Versions![0];
        profile = profile with
        {
            MachineImages =
            [
                new MachineImage { Name = "ubuntu", Versions = [image with { Cri = [Cri("containerd", "other")] }] },
            ],
        };
        var shoot = With("1.35.4", Pool("a", Cri("containerd", "other")));
        var garden = Garden(profile);
        const string Sentence =
            "[given Shoot uses non-registered container runtime type: spec.provider.workers[0].cri.containerRuntimes[0].type (\"other\")]";
        Assert.Equal(Prefix + Sentence, ShootAdmission.Validate(null, shoot, garden)!.Message);

        var secondary = garden with
        {
            Registrations = [.. garden.Registrations, Registration("ContainerRuntime", "other", primary: false)],
        };
        Assert.Equal(Prefix + Sentence, ShootAdmission.Validate(null, shoot, secondary)!.Message);

        var primary = garden with
        {
            Registrations = [.. garden.Registrations, Registration("ContainerRuntime", "other")],
        };
        Assert.Null(ShootAdmission.Validate(null, shoot, primary));
    }

    [Fact]
    public void Admission_hides_static_validation_and_reports_all_it_found()
    {
        var refusal = Refuse(
            With("1.99.0", Pool("Bad Name", Cri("containerd")) with { Machine = new ShootMachine { Type = "huge" } })
        )!;
        Assert.Equal((403, "Forbidden"), (refusal.Code, refusal.Reason));
        Assert.Equal(
            Prefix
                + "[spec.kubernetes.version: Unsupported value: \"1.99.0\": supported values: \"1.22.17\", \"1.35.4\" "
                + "spec.provider.workers[0].machine.type: Unsupported value: \"huge\": supported values: \"standard\"]",
            refusal.Message
        );
    }

    [Fact]
    public void Static_errors_name_the_object_and_are_listed()
    {
        var refusal = Refuse(With("1.35.4", Pool("a", Cri("containerd", "gvisor", "gvisor")), Pool("a", null)))!;
        Assert.Equal((422, "Invalid", 2), (refusal.Code, refusal.Reason, refusal.Errors.Count));
        Assert.StartsWith("Shoot.core.gardener.cloud \"demo\" is invalid: [spec.provider", refusal.Message);
    }

    [Fact]
    public void A_shoot_that_is_being_deleted_is_never_refused()
    {
        var broken = With("9.9", Pool("a", Cri("other", "x", "x")));
        var deleting = broken with { Metadata = broken.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } };
        var outcome = ShootAdmission.Admit(With("1.35.4"), deleting, Garden(null));
        Assert.True(outcome.IsAdmitted);
        Assert.Same(deleting, outcome.Object);
    }

    [Fact]
    public void A_shoot_whose_spec_does_not_change_is_never_refused()
    {
        var broken = With("9.9", Pool("a", Cri("other", "x", "x")));
        var annotated = broken with { Metadata = broken.Metadata with { Finalizers = ["gardener"] } };
        Assert.Null(ShootAdmission.Validate(broken, annotated, Garden(null)));
    }

    [Fact]
    public void A_profile_that_does_not_exist_is_named() =>
        Assert.Equal(
            $"{Prefix}cloudprofile.core.gardener.cloud \"local\" not found",
            ShootAdmission.Validate(null, With("1.35.4"), Garden(null))!.Message
        );

    [Fact]
    public void Case_17_maintenance_takes_only_image_versions_with_interface_and_runtimes()
    {
        var image = Profile().MachineImages![0];
        Assert.Equal(["24.04"], Candidates(Cri("containerd", "gvisor"), "1.35.4"));
        Assert.Equal(["24.04", "22.04"], Candidates(Cri("containerd"), "1.35.4"));
        Assert.Equal(["24.04", "22.04"], Candidates(null, "1.35.4"));
        Assert.Equal(["24.04", "22.04"], Candidates(null, "1.21.14"));
        Assert.Empty(Candidates(Cri("other"), "1.35.4"));
        Assert.Empty(Candidates(Cri("docker", "gvisor"), "1.21.14"));

        IEnumerable<string?> Candidates(Cri? cri, string version) =>
            MachineImages.UpdateCandidates(image, Pool("a", cri), version).Select(candidate => candidate.Version);
    }

    private static Refusal? Refuse(Shoot shoot, Shoot? old = null) =>
        ShootAdmission.Validate(old, shoot, Garden(s_profile));
}
