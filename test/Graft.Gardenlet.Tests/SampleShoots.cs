using System.Text.Json;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes.Yaml;

namespace Graft.Gardenlet.Tests;

/// <summary>Shoots, profiles and seeds to test with. Runtime and image names are made up: the core must not care.</summary>
internal static class SampleShoots
{
    public static CloudProfile CloudProfile { get; } =
        new()
        {
            Metadata = new ObjectMeta { Name = "local" },
            Spec = new CloudProfileSpec { Type = "local" },
        };

    public static Seed Seed { get; } =
        new()
        {
            Metadata = new ObjectMeta { Name = "local" },
            Spec = new SeedSpec(),
        };

    public static Shoot Shoot(string version, params IReadOnlyList<ShootWorker> pools) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = "demo",
                Namespace = "garden-local",
                Uid = "5f1c",
            },
            Spec = new ShootSpec
            {
                CloudProfile = new CloudProfileReference { Kind = "CloudProfile", Name = "local" },
                SeedName = "local",
                Region = "local",
                Kubernetes = new ShootKubernetes { Version = version },
                Provider = new ShootProvider { Type = "local", Workers = pools },
            },
        };

    public static ShootWorker Pool(string name, Cri? cri) =>
        new()
        {
            Name = name,
            Cri = cri,
            Minimum = 1,
            Maximum = 2,
            Machine = new ShootMachine
            {
                Type = "standard",
                Image = new ShootMachineImage { Name = "acme-os", Version = "24.4.0" },
            },
        };

    public static Cri Docker { get; } = new() { Name = "docker" };

    public static Cri Containerd(params string[] runtimes) =>
        new()
        {
            Name = "containerd",
            ContainerRuntimes =
                runtimes.Length == 0
                    ? null
                    : [.. runtimes.Select(type => new ContainerRuntimeReference { Type = type })],
        };

    public static Shoot FromYaml(string yaml) =>
        YamlDocument.ParseAll(yaml)[0].Deserialize(Graft.Api.Gardener.Shoot.JsonTypeInfo)!;

    public static ShootObjects Render(Shoot shoot) =>
        ShootRenderer.Render(shoot, CloudProfile, Seed, new RenderOptions());

    public static PoolObjects RenderPool(string version, ShootWorker pool) => Render(Shoot(version, pool)).Pools[0];

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement.Clone();

    public static string ToJson<T>(T item)
        where T : class, IResource<T> => JsonSerializer.Serialize(item, T.JsonTypeInfo);
}
