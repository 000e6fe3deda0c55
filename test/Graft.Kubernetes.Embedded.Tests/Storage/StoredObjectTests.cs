using System.Text;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

public sealed class StoredObjectTests
{
    [Fact]
    public void Its_metadata_is_read_wherever_it_stands()
    {
        var stored = Read(
            """
            {"spec":{"metadata":{"name":"not this"},"list":[{"a":[1]}]},"kind":"Thing","metadata":{
              "managedFields":[{"manager":"m","fieldsV1":{"f:metadata":{"f:name":{}}}}],
              "labels":{"a":"1","b":"","odd":7},"name":"n\u00e9","namespace":"ns","uid":"u","resourceVersion":"12",
              "ownerReferences":[{"name":"o","uid":"p"}],"deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{}}
            """
        );

        Assert.Equal(("né", "ns", "u", 12), (stored.Name, stored.Namespace, stored.Uid, stored.ResourceVersion));
        Assert.True(stored.IsDeleting);
        Assert.True(stored.HasOwners);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "" }, stored.Labels);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":null}""")]
    [InlineData("""{"metadata":[1,{"name":"x"}]}""")]
    [InlineData("""{"metadata":{"name":{"name":"x"},"labels":[{"a":"b"}],"ownerReferences":[],"uid":null}}""")]
    [InlineData("""{"metadata":{"deletionTimestamp":null,"labels":null,"resourceVersion":7,"ownerReferences":null}}""")]
    public void Metadata_of_another_form_counts_as_absent(string json)
    {
        var stored = Read(json);

        Assert.Equal(("", "", "", 0), (stored.Name, stored.Namespace, stored.Uid, stored.ResourceVersion));
        Assert.False(stored.IsDeleting);
        Assert.False(stored.HasOwners);
        Assert.Empty(stored.Labels);
    }

    private static StoredObject Read(string json) => new(Things.Kind, Encoding.UTF8.GetBytes(json));
}
