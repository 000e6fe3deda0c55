using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Admission;
using static Graft.Gardenlet.Tests.Admission.Shoots;

namespace Graft.Gardenlet.Tests.Admission;

public sealed class CloudProfileAdmissionTests
{
    private const string Path = "spec.machineImages[0].versions[0].cri";
    private const string Qualified =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    [Fact]
    public void Case_8_images_without_interface_support_containerd()
    {
        foreach (IReadOnlyList<Cri>? interfaces in new IReadOnlyList<Cri>?[] { null, [] })
        {
            var outcome = CloudProfileAdmission.Admit(ProfileWith(interfaces));
            Assert.True(outcome.IsAdmitted);
            var cri = Assert.Single(outcome.Object.Spec!.MachineImages![0].Versions![0].Cri!);
            Assert.Equal("containerd", cri.Name);
        }
    }

    [Fact]
    public void Case_8_each_refusal()
    {
        AssertRefused([], $"{Path}: Required value: must provide at least one supported container runtime");
        AssertRefused([Cri("containerd"), Cri("containerd")], $"{Path}[1]: Duplicate value: \"containerd\"");
        AssertRefused(
            [Cri("containerd", "gvisor", "gvisor")],
            $"{Path}[0].containerRuntimes[1].type: Duplicate value: \"gvisor\""
        );
        AssertRefused(
            [Cri("other")],
            $"{Path}[0].name: Unsupported value: \"other\": supported values: \"containerd\""
        );
        AssertRefused(
            [Cri("docker")],
            $"{Path}[0].name: Unsupported value: \"docker\": supported values: \"containerd\""
        );
        AssertRefused(
            [Cri("containerd", "no spaces")],
            $"{Path}[0].containerRuntimes[0].type: Invalid value: \"no spaces\": container runtime type must be a qualified name: [{Qualified}]"
        );
        AssertRefused(
            [Cri("containerd", "example.com/x")],
            $"{Path}[0].containerRuntimes[0].type: Invalid value: \"example.com/x\": container runtime type must be a qualified name: [name 'example.com/x' must not contain a prefix]"
        );
    }

    private static void AssertRefused(IReadOnlyList<Cri> interfaces, string error)
    {
        var refusal = CloudProfileAdmission.Validate(ProfileWith(interfaces));
        Assert.Equal($"CloudProfile.core.gardener.cloud \"local\" is invalid: {error}", refusal?.Message);
    }

    private static CloudProfile ProfileWith(IReadOnlyList<Cri>? interfaces) =>
        new()
        {
            Metadata = new ObjectMeta { Name = "local" },
            Spec = new CloudProfileSpec
            {
                Type = "local",
                MachineImages =
                [
                    new MachineImage
                    {
                        Name = "ubuntu",
                        Versions = [new MachineImageVersion { Version = "24.04", Cri = interfaces }],
                    },
                ],
            },
        };
}
