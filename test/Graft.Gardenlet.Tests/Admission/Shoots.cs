using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Admission;

namespace Graft.Gardenlet.Tests.Admission;

/// <summary>Shoots with which nothing is wrong, for tests to spoil.</summary>
internal static class Shoots
{
    public static Shoot With(string version, params ShootWorker[] pools) =>
        new()
        {
            Metadata = new ObjectMeta { Name = "demo", Namespace = "garden-local" },
            Spec = new ShootSpec
            {
                CloudProfile = new CloudProfileReference { Kind = "CloudProfile", Name = "local" },
                Region = "local",
                Kubernetes = new ShootKubernetes { Version = version },
                Provider = new ShootProvider { Type = "local", Workers = pools },
            },
        };

    public static ShootWorker Pool(string name, Cri? cri, string image = "ubuntu", string imageVersion = "24.04") =>
        new()
        {
            Name = name,
            Cri = cri,
            Minimum = 1,
            Maximum = 2,
            MaxSurge = 1,
            MaxUnavailable = 0,
            Machine = new ShootMachine
            {
                Type = "standard",
                Architecture = "amd64",
                Image = new ShootMachineImage { Name = image, Version = imageVersion },
            },
        };

    public static Cri Cri(string? name, params string?[] types) =>
        new()
        {
            Name = name,
            ContainerRuntimes =
                types.Length == 0 ? null : [.. types.Select(type => new ContainerRuntimeReference { Type = type })],
        };

    public static CloudProfileSpec Profile(params string[] kubernetesVersions) =>
        new()
        {
            Type = "local",
            Kubernetes = new CloudProfileKubernetes
            {
                Versions = [.. kubernetesVersions.Select(version => new ExpirableVersion { Version = version })],
            },
            Regions = [new Region { Name = "local" }],
            MachineTypes = [new MachineType { Name = "standard" }],
            MachineImages =
            [
                new MachineImage
                {
                    Name = "ubuntu",
                    Versions =
                    [
                        new MachineImageVersion
                        {
                            Version = "24.04",
                            Cri = [Cri("containerd", "gvisor", "kata-containers")],
                        },
                        new MachineImageVersion { Version = "22.04", Cri = [Cri("containerd")] },
                    ],
                },
            ],
        };

    public static ShootAdmissionContext Garden(CloudProfileSpec? profile) =>
        new()
        {
            CloudProfile = profile,
            Registrations =
            [
                Registration("ContainerRuntime", "gvisor"),
                Registration("ContainerRuntime", "kata-containers"),
                Registration("OperatingSystemConfig", "ubuntu"),
            ],
        };

    public static ControllerRegistration Registration(string kind, string type, bool? primary = null) =>
        new()
        {
            Metadata = new ObjectMeta { Name = $"{kind}-{type}" },
            Spec = new ControllerRegistrationSpec
            {
                Resources =
                [
                    new ControllerResource
                    {
                        Kind = kind,
                        Type = type,
                        Primary = primary,
                    },
                ],
            },
        };
}
