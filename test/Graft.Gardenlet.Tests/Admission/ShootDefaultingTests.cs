using Graft.Api.Gardener;
using Graft.Gardenlet.Admission;
using static Graft.Gardenlet.Tests.Admission.Shoots;

namespace Graft.Gardenlet.Tests.Admission;

public sealed class ShootDefaultingTests
{
    [Theory]
    [InlineData("1.21.14", null)]
    [InlineData("1.22.0", "containerd")]
    [InlineData("1.22.0-alpha.1", "containerd")]
    [InlineData("latest", null)]
    public void Case_6_a_pool_without_interface_gets_containerd_where_docker_is_gone(string version, string? name) =>
        Assert.Equal(name, PoolOf(ShootAdmission.Default(With(version, Pool("a", null)), null)).Cri?.Name);

    [Fact]
    public void Case_6_what_the_user_wrote_is_kept()
    {
        Assert.Equal(
            "docker",
            PoolOf(ShootAdmission.Default(With("1.35.4", Pool("a", Cri("docker"))), null)).Cri!.Name
        );
        Assert.Null(PoolOf(ShootAdmission.Default(With("1.35.4", Pool("a", new Cri())), null)).Cri!.Name);
    }

    [Fact]
    public void Version_and_image_come_from_the_profile_where_the_user_names_none()
    {
        var profile = Profile("1.33.2", "1.33.11", "1.34.7");
        var shoot = With(
            "1.33",
            Pool("a", Cri("containerd")) with
            {
                Machine = new ShootMachine { Type = "standard" },
            }
        );
        var defaulted = ShootAdmission.Default(shoot, profile);
        Assert.Equal("1.33.11", defaulted.Spec!.Kubernetes!.Version);
        Assert.Equal(
            ("ubuntu", "24.04"),
            (PoolOf(defaulted).Machine!.Image!.Name, PoolOf(defaulted).Machine!.Image!.Version)
        );
        Assert.Equal("amd64", PoolOf(defaulted).Machine!.Architecture);
        Assert.Equal("AutoRollingUpdate", PoolOf(defaulted).UpdateStrategy);
        Assert.Equal("1.34.7", ShootAdmission.Default(With(""), profile).Spec!.Kubernetes!.Version);
        Assert.Equal("1.33.2", ShootAdmission.Default(With("1.33.2"), profile).Spec!.Kubernetes!.Version);
    }

    [Fact]
    public void Defaulting_twice_changes_nothing_more()
    {
        var profile = Profile("1.35.4");
        var once = ShootAdmission.Default(With("", Pool("a", null)), profile);
        Assert.Equal(Json(once), Json(ShootAdmission.Default(once, profile)));
    }

    [Fact]
    public void Case_13_labels_follow_the_types_in_use_and_foreign_labels_stay()
    {
        var shoot = With(
            "1.35.4",
            Pool("a", Cri("containerd", "gvisor")),
            Pool("b", Cri("containerd", "kata-containers"))
        );
        shoot = shoot with
        {
            Metadata = shoot.Metadata with
            {
                Labels = new Dictionary<string, string>
                {
                    ["mine"] = "yes",
                    ["containerruntime.extensions.gardener.cloud/gone"] = "true",
                },
            },
        };
        var labels = ShootAdmission.Default(shoot, null).Metadata.Labels!;
        Assert.Equal(
            [
                "containerruntime.extensions.gardener.cloud/gvisor=true",
                "containerruntime.extensions.gardener.cloud/kata-containers=true",
                "mine=yes",
                "operatingsystemconfig.extensions.gardener.cloud/ubuntu=true",
                "provider.extensions.gardener.cloud/local=true",
            ],
            labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal)
        );
    }

    private static ShootWorker PoolOf(Shoot shoot) => Assert.Single(shoot.Spec!.Provider!.Workers!);

    private static string Json(Shoot shoot) =>
        System.Text.Json.JsonSerializer.Serialize(shoot, Graft.Api.ApiJson.Context.Shoot);
}
