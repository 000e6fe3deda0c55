using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;

namespace Graft.Kubernetes.Tests.Controllers;

public sealed class PredicateTests
{
    private static readonly DaemonSet s_item = new()
    {
        Metadata = new()
        {
            Name = "a",
            ResourceVersion = "1",
            Generation = 1,
            Labels = new Dictionary<string, string> { ["l"] = "1" },
            Annotations = new Dictionary<string, string> { ["a"] = "1" },
        },
    };

    private static readonly DaemonSet s_same = Changed(meta => meta with { });
    private static readonly DaemonSet s_status = Changed(meta => meta with { ResourceVersion = "2" });
    private static readonly DaemonSet s_spec = Changed(meta => meta with { ResourceVersion = "2", Generation = 2 });
    private static readonly DaemonSet s_labels = Changed(meta =>
        meta with
        {
            ResourceVersion = "2",
            Labels = new Dictionary<string, string> { ["l"] = "2" },
        }
    );

    private static readonly DaemonSet s_annotations = Changed(meta =>
        meta with
        {
            ResourceVersion = "2",
            Annotations = null,
        }
    );

    [Fact]
    public void Each_predicate_lets_its_own_kind_of_update_pass()
    {
        Assert.Equal("spec", Passing(Predicate.GenerationChanged<DaemonSet>()));
        Assert.Equal("labels", Passing(Predicate.LabelsChanged<DaemonSet>()));
        Assert.Equal("annotations", Passing(Predicate.AnnotationsChanged<DaemonSet>()));
        Assert.Equal("status spec labels annotations", Passing(Predicate.ResourceVersionChanged<DaemonSet>()));
        Assert.Equal("spec labels annotations", Passing(Predicate.IgnoringStatusUpdates<DaemonSet>()));
    }

    [Fact]
    public void Predicates_are_joined_by_and_or_and_not()
    {
        var generation = Predicate.GenerationChanged<DaemonSet>();
        var labels = Predicate.LabelsChanged<DaemonSet>();

        Assert.Equal("spec labels", Passing(generation.Or(labels)));
        Assert.Equal("", Passing(generation.And(labels)));
        Assert.Equal("same status labels annotations", Passing(generation.Not()));
        Assert.Equal("same status annotations", Passing(generation.Or(labels).Not()));
    }

    [Fact]
    public void Predicates_of_changes_let_creations_and_deletions_pass_and_joined_ones_follow_suit()
    {
        var generation = Predicate.GenerationChanged<DaemonSet>();
        var never = Predicate.Matching<DaemonSet>(_ => false);

        Assert.True(generation.Created(s_item) && generation.Deleted(s_item));
        Assert.True(generation.Or(never).Created(s_item) && generation.Or(never).Deleted(s_item));
        Assert.False(generation.And(never).Created(s_item) || generation.And(never).Deleted(s_item));
        Assert.True(never.Not().Created(s_item) && never.Not().Deleted(s_item));
    }

    private static DaemonSet Changed(Func<ObjectMeta, ObjectMeta> change) =>
        s_item with
        {
            Metadata = change(s_item.Metadata),
        };

    private static string Passing(IPredicate<DaemonSet> predicate)
    {
        (string Name, DaemonSet Item)[] updates =
        [
            ("same", s_same),
            ("status", s_status),
            ("spec", s_spec),
            ("labels", s_labels),
            ("annotations", s_annotations),
        ];
        return string.Join(
            ' ',
            updates.Where(update => predicate.Updated(s_item, update.Item)).Select(update => update.Name)
        );
    }
}
