using System.IO.Compression;
using System.Text;
using Graft.Api.Kubernetes;
using Graft.ResourceManager.Objects;

namespace Graft.ResourceManager.Tests.Objects;

public sealed class ManifestDecoderTests
{
    [Fact]
    public void Keys_are_read_in_order_and_hold_any_number_of_documents()
    {
        var secret = SecretWith(
            ("b.yaml", Text(Yaml("three"))),
            ("a.yaml", Text($"---\n{Yaml("one")}---\n---\n{Yaml("two")}")),
            (
                "c.json",
                Text(
                    """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"four"}}]}"""
                )
            )
        );
        Assert.Equal(
            ["one", "two", "three", "four"],
            ManifestDecoder.Decode(secret).Select(item => (string?)item["metadata"]!["name"])
        );
    }

    [Fact]
    public void Compressed_values_are_read_too()
    {
        using var buffer = new MemoryStream();
        using (var brotli = new BrotliStream(buffer, CompressionLevel.Fastest))
        {
            brotli.Write(Text(Yaml("one")));
        }
        Assert.Single(ManifestDecoder.Decode(SecretWith(("data.yaml.br", buffer.ToArray()))));
    }

    [Theory]
    [InlineData("kind: [", "a.yaml of secret ns/s: line 2")]
    [InlineData("text", "a.yaml of secret ns/s: a document is no object")]
    [InlineData("kind: Pod", "a.yaml of secret ns/s: a document is no object with apiVersion, kind and metadata.name")]
    public void What_is_no_object_is_named_with_its_place(string yaml, string message)
    {
        var exception = Assert.Throws<FormatException>(() =>
            ManifestDecoder.Decode(SecretWith(("a.yaml", Text(yaml)))).ToList()
        );
        Assert.StartsWith(message, exception.Message);
    }

    [Fact]
    public void Kinds_are_installed_in_helms_order_with_unknown_kinds_last()
    {
        var secret = SecretWith(
            (
                "a",
                Text(
                    "apiVersion: v1\nkind: Unknown\nmetadata: {name: d}\n---\napiVersion: v1\nkind: DaemonSet\nmetadata: {name: c}"
                )
            ),
            (
                "b",
                Text(
                    "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}"
                )
            )
        );
        Assert.Equal(
            ["Namespace", "ConfigMap", "DaemonSet", "Unknown"],
            InstallOrder.Sort(ManifestDecoder.Decode(secret)).Select(item => (string?)item["kind"])
        );
    }

    private static string Yaml(string name) => $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n";

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static Secret SecretWith(params (string Key, byte[] Value)[] data) =>
        new()
        {
            Metadata = new ObjectMeta { Name = "s", Namespace = "ns" },
            Data = data.ToDictionary(entry => entry.Key, entry => entry.Value),
        };
}
