using System.Text;
using System.Text.Json;
using Graft.Api.Kubernetes;

namespace Graft.Api.Tests;

public sealed class SharedStringConverterTests
{
    [Fact]
    public void Objects_with_the_same_texts_share_them()
    {
        var first = Read("""{"metadata":{"name":"a","labels":{"app.example.com/name":"web"}}}""");
        var second = Read("""{"metadata":{"name":"b","labels":{"app.example.com/name":"web"}}}""");

        var (one, other) = (Assert.Single(first.Metadata.Labels!), Assert.Single(second.Metadata.Labels!));
        Assert.Same(one.Key, other.Key);
        Assert.Same(one.Value, other.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("größer als 🦑")]
    [InlineData("quoted \" and \\ and \u0001")]
    [InlineData("a text that is longer than the sixty-four bytes up to which texts are shared at all")]
    public void Any_text_comes_back_as_it_was(string text)
    {
        var written = JsonSerializer.Serialize(
            new ConfigMap { Data = new Dictionary<string, string> { [$"k{text}"] = text } },
            ApiJson.Context.ConfigMap
        );
        for (var i = 0; i < 2; i++)
        {
            var read = JsonSerializer.Deserialize(written, ApiJson.Context.ConfigMap)!;
            Assert.Equal(text, read.Data![$"k{text}"]);
        }
    }

    [Fact]
    public void Texts_in_one_place_do_not_take_each_others_value()
    {
        // Far more than there are places, read by several threads.
        Parallel.For(
            0,
            20_000,
            i => Assert.Equal($"value-{i}", Read($$$"""{"metadata":{"name":"value-{{{i}}}"}}""").Metadata.Name)
        );
    }

    [Fact]
    public void What_is_no_text_is_refused() => Assert.Throws<JsonException>(() => Read("""{"metadata":{"name":7}}"""));

    [Fact]
    public void A_text_that_comes_in_pieces_is_read()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("""{"metadata":{"name":"in-pieces"}}"""));
        var options = new JsonSerializerOptions(ApiJson.Options) { DefaultBufferSize = 1 };

        var read = (ConfigMap)JsonSerializer.Deserialize(stream, options.GetTypeInfo(typeof(ConfigMap)))!;

        Assert.Equal("in-pieces", read.Metadata.Name);
    }

    private static ConfigMap Read(string json) => JsonSerializer.Deserialize(json, ApiJson.Context.ConfigMap)!;
}
