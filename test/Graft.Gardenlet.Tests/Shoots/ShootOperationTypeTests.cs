using Graft.Api.Gardener;
using Graft.Gardenlet.Shoots;

namespace Graft.Gardenlet.Tests.Shoots;

public class ShootOperationTypeTests
{
    private const string Version = "1.0";

    [Fact]
    public void A_new_Shoot_is_created_and_a_finished_one_is_left_alone()
    {
        Assert.Equal("Create", Of(Shoot(null, null)));
        Assert.Null(Of(Shoot("Create", "Succeeded")));
    }

    [Theory]
    [InlineData("Create", "Error", "Create")]
    [InlineData("Create", "Processing", "Create")]
    [InlineData("Restore", "Error", "Restore")]
    [InlineData("Reconcile", "Aborted", "Reconcile")]
    public void What_was_begun_is_finished_under_its_own_name(string type, string state, string expected) =>
        Assert.Equal(expected, Of(Shoot(type, state)));

    [Fact]
    public void A_change_of_the_spec_the_annotation_and_another_gardenlet_reconcile()
    {
        Assert.Equal("Reconcile", Of(Shoot("Create", "Succeeded", observed: 1)));
        Assert.Equal("Reconcile", Of(Annotated(Shoot("Create", "Succeeded"), "reconcile")));
        Assert.Equal("Reconcile", ShootOperationType.Of(Shoot("Create", "Succeeded"), "2.0"));
        Assert.Null(Of(Annotated(Shoot("Create", "Succeeded"), "rotate-something")));
    }

    [Fact]
    public void A_failed_Shoot_waits_for_a_change_or_a_demand()
    {
        Assert.Null(Of(Shoot("Create", "Failed")));
        Assert.Null(ShootOperationType.Of(Shoot("Create", "Failed"), "2.0"));
        Assert.Equal("Create", Of(Annotated(Shoot("Create", "Failed"), "retry")));
        Assert.Equal("Reconcile", Of(Shoot("Reconcile", "Failed", observed: 1)));
    }

    [Fact]
    public void A_deleted_Shoot_is_deleted_as_long_as_the_finalizer_is_there()
    {
        var deleted = Shoot("Create", "Succeeded");
        deleted = deleted with { Metadata = deleted.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } };

        Assert.Null(Of(deleted));
        Assert.Equal(
            "Delete",
            Of(deleted with { Metadata = deleted.Metadata with { Finalizers = ["other", "gardener"] } })
        );
    }

    private static string? Of(Shoot shoot) => ShootOperationType.Of(shoot, Version);

    private static Shoot Annotated(Shoot shoot, string operation) =>
        shoot with
        {
            Metadata = shoot.Metadata with
            {
                Annotations = new Dictionary<string, string> { ["gardener.cloud/operation"] = operation },
            },
        };

    private static Shoot Shoot(string? type, string? state, long observed = 2)
    {
        var shoot = SampleShoots.Shoot("1.31.4");
        return shoot with
        {
            Metadata = shoot.Metadata with { Generation = 2 },
            Status = type is null
                ? null
                : new ShootStatus
                {
                    ObservedGeneration = observed,
                    LastOperation = new LastOperation { Type = type, State = state },
                    UnknownFields = new Dictionary<string, System.Text.Json.JsonElement>
                    {
                        ["gardener"] = SampleShoots.Json($$"""{"version":"{{Version}}"}"""),
                    },
                },
        };
    }
}
