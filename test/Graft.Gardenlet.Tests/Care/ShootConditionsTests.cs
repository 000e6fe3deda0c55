using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Care;

namespace Graft.Gardenlet.Tests.Care;

public class ShootConditionsTests
{
    [Fact]
    public void Healthy_resources_make_healthy_conditions()
    {
        var conditions = Conditions([Resource("a", null), Resource("b", "seed")]);

        Assert.Equal(("True", "SystemComponentsRunning"), conditions["SystemComponentsHealthy"]);
        Assert.Equal(("True", "ControlPlaneRunning"), conditions["ControlPlaneHealthy"]);
    }

    [Fact]
    public void A_resource_shows_in_the_condition_of_its_class_or_of_its_label()
    {
        var bad = Resource("a", null, healthy: "False");
        var labelled = Resource("b", "seed", healthy: "False");
        labelled = labelled with
        {
            Metadata = labelled.Metadata with
            {
                Labels = new Dictionary<string, string>
                {
                    ["care.gardener.cloud/condition-type"] = "SystemComponentsHealthy",
                },
            },
        };

        Assert.Equal("False", Conditions([bad])["SystemComponentsHealthy"].Status);
        Assert.Equal("True", Conditions([bad])["ControlPlaneHealthy"].Status);
        Assert.Equal("False", Conditions([Resource("c", "seed", healthy: "False")])["ControlPlaneHealthy"].Status);
        Assert.Equal("False", Conditions([labelled])["SystemComponentsHealthy"].Status);
        Assert.Equal("True", Conditions([labelled])["ControlPlaneHealthy"].Status);
    }

    [Fact]
    public void The_message_says_which_resource_and_why()
    {
        var condition = ShootConditions
            .Of([Resource("a", null, healthy: "False")], [], isHibernated: false)
            .Single(item => item.Type == "SystemComponentsHealthy");

        Assert.Equal("condition ResourcesHealthy of managed resource ns/a is False: why", condition.Message);
    }

    [Fact]
    public void A_container_runtime_that_reports_bad_health_shows_and_a_hibernated_Shoot_is_not_judged()
    {
        var runtime = new ContainerRuntime
        {
            Metadata = new ObjectMeta { Name = "fast-p", Namespace = "ns" },
            Status = new ExtensionStatus
            {
                Conditions =
                [
                    new Condition
                    {
                        Type = "X",
                        Status = "False",
                        Message = "broken",
                    },
                ],
            },
        };

        var condition = ShootConditions.Of([], [runtime], false).Single(item => item.Type == "SystemComponentsHealthy");
        Assert.Equal("ContainerRuntimeUnhealthyReport", condition.Reason);
        Assert.Equal("ContainerRuntime extension (ns/fast-p) reports failing health check: broken", condition.Message);
        Assert.All(ShootConditions.Of([], [runtime], true), item => Assert.Equal("True", item.Status));
    }

    private static Dictionary<string, (string Status, string Reason)> Conditions(
        IReadOnlyList<ManagedResource> resources
    ) =>
        ShootConditions
            .Of(resources, [], isHibernated: false)
            .ToDictionary(item => item.Type!, item => (item.Status!, item.Reason!));

    private static ManagedResource Resource(string name, string? @class, string healthy = "True") =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = "ns",
                Generation = 1,
            },
            Spec = new ManagedResourceSpec { Class = @class },
            Status = new ManagedResourceStatus
            {
                ObservedGeneration = 1,
                Conditions =
                [
                    new Condition { Type = "ResourcesApplied", Status = "True" },
                    new Condition
                    {
                        Type = "ResourcesHealthy",
                        Status = healthy,
                        Message = "why",
                    },
                ],
            },
        };
}
