using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;

namespace Graft.Kubernetes.Tests.Controllers;

public sealed class OwnersTests
{
    [Theory]
    [InlineData(OwnerMatch.Controller, "boss")]
    [InlineData(OwnerMatch.Any, "boss friend")]
    public void Owners_of_the_kind_are_found_whatever_their_version(OwnerMatch match, string expected)
    {
        var metadata = Metadata(
            new()
            {
                ApiVersion = "apps/v1",
                Kind = "DaemonSet",
                Name = "boss",
                Controller = true,
            },
            new()
            {
                ApiVersion = "apps/v1beta2",
                Kind = "DaemonSet",
                Name = "friend",
            },
            new()
            {
                ApiVersion = "other/v1",
                Kind = "DaemonSet",
                Name = "namesake",
                Controller = true,
            },
            new()
            {
                ApiVersion = "v1",
                Kind = "DaemonSet",
                Name = "core",
                Controller = true,
            },
            new()
            {
                ApiVersion = "apps/v1",
                Kind = "ReplicaSet",
                Name = "else",
                Controller = true,
            }
        );

        var found = Owners.Of<DaemonSet>(metadata, match).ToList();

        Assert.Equal(expected, string.Join(' ', found.Select(key => key.Name)));
        Assert.All(found, key => Assert.Equal("ns", key.Namespace));
    }

    [Fact]
    public void A_cluster_scoped_owner_has_no_namespace()
    {
        var metadata = Metadata(
            new OwnerReference
            {
                ApiVersion = "v1",
                Kind = "Node",
                Name = "n",
                Controller = true,
            }
        );

        Assert.Equal([new ObjectKey("n")], Owners.Of<Node>(metadata, OwnerMatch.Controller));
    }

    [Fact]
    public void An_object_without_owners_has_none() => Assert.Empty(Owners.Of<Node>(new ObjectMeta(), OwnerMatch.Any));

    private static ObjectMeta Metadata(params OwnerReference[] owners) =>
        new() { Namespace = "ns", OwnerReferences = owners };
}
