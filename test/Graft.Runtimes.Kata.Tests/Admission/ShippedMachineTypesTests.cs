using Graft.Api.Gardener;
using Graft.Runtimes.Kata.Admission;

namespace Graft.Runtimes.Kata.Tests.Admission;

public sealed class ShippedMachineTypesTests
{
    private static readonly NestingPolicy s_policy = new(new KataAdmissionOptions());

    [Theory]
    [InlineData("i3.metal")]
    [InlineData("m5.metal")]
    [InlineData("g4dn.metal")]
    [InlineData("m5zn.metal")]
    [InlineData("c7i.metal-24xl")]
    [InlineData("m7a.metal-48xl")]
    [InlineData("c8i.metal-96xl")]
    [InlineData("c8i.large")]
    [InlineData("c8i-flex.16xlarge")]
    [InlineData("c8id.xlarge")]
    [InlineData("m8i.2xlarge")]
    [InlineData("m8i-flex.large")]
    [InlineData("m8id.large")]
    [InlineData("r8i.96xlarge")]
    [InlineData("r8i-flex.large")]
    [InlineData("r8id.48xlarge")]
    public void AWS_nests_on_metal_and_in_the_eighth_generation_of_Intel(string name) => AssertAllowed("aws", name);

    [Theory]
    [InlineData("m5.large")]
    [InlineData("m7i.large")]
    [InlineData("c7i-flex.large")]
    [InlineData("c8a.large")]
    [InlineData("c8g.large")]
    [InlineData("t3.medium")]
    [InlineData("a1.metal")]
    [InlineData("m6g.metal")]
    [InlineData("m6gd.metal")]
    [InlineData("g5g.metal")]
    [InlineData("c6gn.metal")]
    [InlineData("c7g.metal")]
    [InlineData("c8gb.metal-24xl")]
    [InlineData("r8g.metal-24xl")]
    [InlineData("x2gd.metal")]
    [InlineData("mac2.metal")]
    [InlineData("metal")]
    [InlineData("C8I.large")]
    [InlineData("")]
    public void AWS_nests_on_no_other(string name) => AssertForbidden("aws", name);

    [Theory]
    [InlineData("n1-standard-4")]
    [InlineData("n2-highmem-8")]
    [InlineData("n4-standard-2")]
    [InlineData("c2-standard-60")]
    [InlineData("c3-standard-22-lssd")]
    [InlineData("c3-standard-192-metal")]
    [InlineData("c4-highcpu-8")]
    public void GCP_nests_on_Intel(string name) => AssertAllowed("gcp", name);

    [Theory]
    [InlineData("e2-standard-4")]
    [InlineData("n2d-standard-4")]
    [InlineData("n4a-standard-4")]
    [InlineData("n4d-standard-4")]
    [InlineData("c2d-standard-4")]
    [InlineData("c3d-standard-4")]
    [InlineData("c4a-standard-4")]
    [InlineData("c4d-standard-4")]
    [InlineData("t2a-standard-4")]
    [InlineData("t2d-standard-4")]
    [InlineData("m1-megamem-96")]
    [InlineData("m3-ultramem-32")]
    [InlineData("n1-ultramem-40")]
    [InlineData("x4-megamem-960-metal")]
    public void GCP_nests_neither_on_AMD_nor_on_Arm_nor_on_the_memory_optimized(string name) =>
        AssertForbidden("gcp", name);

    [Theory]
    [InlineData("Standard_D2_v3")]
    [InlineData("Standard_D4s_v3")]
    [InlineData("Standard_D8ds_v4")]
    [InlineData("Standard_D4s_v5")]
    [InlineData("Standard_D16as_v5")]
    [InlineData("Standard_D2ls_v5")]
    [InlineData("Standard_D96ads_v6")]
    [InlineData("Standard_D4s_v7")]
    [InlineData("Standard_E4-2s_v5")]
    [InlineData("Standard_E112ibds_v5")]
    [InlineData("Standard_E64is_v3")]
    [InlineData("Standard_E2bs_v6")]
    public void Azure_nests_on_its_D_and_E_series(string name) => AssertAllowed("azure", name);

    [Theory]
    [InlineData("Standard_DS3_v2")]
    [InlineData("Standard_D4as_v4")]
    [InlineData("Standard_E8ads_v4")]
    [InlineData("Standard_D4a_v4")]
    [InlineData("Standard_D4ps_v5")]
    [InlineData("Standard_D4pls_v5")]
    [InlineData("Standard_E2pds_v6")]
    [InlineData("Standard_DC4s_v3")]
    [InlineData("Standard_DC4as_v5")]
    [InlineData("Standard_EC8ads_v5")]
    [InlineData("Standard_B2s_v2")]
    [InlineData("Standard_A4_v2")]
    [InlineData("standard_d4s_v5")]
    public void Azure_nests_neither_on_Arm_nor_on_confidential_nor_on_older_machines(string name) =>
        AssertForbidden("azure", name);

    [Theory]
    [InlineData("openstack", "m1.large")]
    [InlineData("openstack", "g_c4_m16")]
    [InlineData("alicloud", "ecs.g7.large")]
    [InlineData("", "x")]
    public void What_only_the_operator_can_know_passes(string provider, string name) => AssertAllowed(provider, name);

    [Fact]
    public void An_operator_s_patterns_replace_those_of_their_provider_alone()
    {
        MachineTypePattern[] own = [new("aws", "m5.large"), new("local", "metal")];
        var policy = new NestingPolicy(
            new KataAdmissionOptions { AllowedMachineTypes = ShippedMachineTypes.ReplacedBy(own) }
        );
        Assert.True(policy.Allows("aws", new MachineType { Name = "m5.large" }));
        Assert.False(policy.Allows("aws", new MachineType { Name = "i3.metal" }));
        Assert.True(policy.Allows("local", new MachineType { Name = "metal" }));
        Assert.False(policy.Allows("local", new MachineType { Name = "small" }));
        Assert.True(policy.Allows("gcp", new MachineType { Name = "n2-standard-2" }));
        Assert.False(policy.Allows("gcp", new MachineType { Name = "e2-standard-2" }));
        Assert.Equal(ShippedMachineTypes.All, ShippedMachineTypes.ReplacedBy([]));
    }

    private static void AssertAllowed(string provider, string name) =>
        Assert.True(s_policy.Allows(provider, new MachineType { Name = name }));

    private static void AssertForbidden(string provider, string name) =>
        Assert.False(s_policy.Allows(provider, new MachineType { Name = name }));
}
