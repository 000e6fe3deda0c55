using System.Text;
using System.Text.Json;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Webhooks;

namespace Graft.Kubernetes.Tests.Webhooks;

public sealed class ReviewReaderTests
{
    [Theory]
    [InlineData("""{"uid":"1","object":{"a":[1,{"b":2}]},"oldObject":{"a":0},"name":"n"}""")]
    [InlineData("""{"oldObject":{"a":0},"uid":"1","name":"n","object":{"a":[1,{"b":2}]}}""")]
    [InlineData("""{"uid":"1","name":"n","obj\u0065ct" : {"a":[1,{"b":2}]} , "oldObject": {"a":0} }""")]
    public void Objects_are_kept_as_text_and_parsed_when_asked_for(string request)
    {
        var read = Read(request);
        Assert.Equal(("1", "n"), (read.Uid, read.Name));
        Assert.Equal("""{"a":[1,{"b":2}]}""", Encoding.UTF8.GetString(read.ObjectText.Span));
        Assert.Equal("""{"a":0}""", Encoding.UTF8.GetString(read.OldObjectText.Span));
        Assert.Equal(2, read.Object!.Value.GetProperty("a")[1].GetProperty("b").GetInt32());
        Assert.Equal(0, read.OldObject!.Value.GetProperty("a").GetInt32());
    }

    [Theory]
    [InlineData("""{"uid":"1"}""")]
    [InlineData("""{"uid":"1","object":null,"oldObject":null}""")]
    [InlineData("""{"uid":"1","userInfo":{"object":{"a":1},"request":{"object":{}}}}""")]
    public void An_object_that_is_not_there_is_none(string request)
    {
        var read = Read(request);
        Assert.True(read.ObjectText.IsEmpty);
        Assert.Null(read.Object);
        Assert.Null(read.OldObject);
    }

    [Theory]
    [InlineData("""{"request":{"object":{},"object":{}}}""")]
    [InlineData("""{"request":{"object":null,"uid":"1","uid":"2"}}""")]
    [InlineData("""{"request":{"uid":"1"},"request":{"object":{}}}""")]
    [InlineData("""{"request":{"object":{}}} x""")]
    [InlineData("""{"request":{"object":{"a":}}}""")]
    [InlineData("""{"request":[{"object":{}}]}""")]
    [InlineData("""[{"request":{}}]""")]
    [InlineData("")]
    public void What_is_no_review_is_a_fault(string text)
    {
        Assert.ThrowsAny<JsonException>(() => ReviewReader.Read(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_member_that_stands_twice_in_an_object_is_found_when_that_is_parsed()
    {
        Assert.ThrowsAny<JsonException>(() => Read("""{"object":{"a":1,"a":2}}""").Object);
    }

    private static AdmissionRequest Read(string request) =>
        ReviewReader.Read(Encoding.UTF8.GetBytes($$"""{"kind":"AdmissionReview","request":{{request}}}"""))!.Request!;
}
