using Graft.Api.Kubernetes;
using Graft.Extensions.ManagedResources;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.ManagedResources;

public sealed class ManifestTests
{
    [Fact]
    public void Maps_filled_in_any_order_give_the_same_text_and_the_same_secret()
    {
        var one = Render(("b", "2"), ("a", "1"), ("c", "line\nline\n"));
        var other = Render(("c", "line\nline\n"), ("a", "1"), ("b", "2"));
        Assert.Equal(one, other);
        Assert.Equal(NameOf(one), NameOf(other));
        Assert.Equal(
            "apiVersion: v1\ndata:\n  a: \"1\"\n  b: \"2\"\n  c: |\n    line\n    line\nkind: ConfigMap\nmetadata:\n  name: x\n",
            one
        );
    }

    [Fact]
    public void Another_content_is_another_secret()
    {
        Assert.NotEqual(NameOf(Render(("a", "1"))), NameOf(Render(("a", "2"))));
    }

    private static string Render(params (string Key, string Value)[] data) =>
        new Manifest()
            .Add(
                new ConfigMap
                {
                    Metadata = new ObjectMeta { Name = "x" },
                    Data = Samples.Map(data),
                }
            )
            .ToYaml();

    private static string? NameOf(string yaml) =>
        ManagedResourceSecret.Create(new ObjectKey("ns", "mr"), yaml).Metadata.Name;
}
