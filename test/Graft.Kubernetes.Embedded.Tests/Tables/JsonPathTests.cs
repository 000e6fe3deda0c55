using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Tables;

namespace Graft.Kubernetes.Embedded.Tests.Tables;

public sealed class JsonPathTests
{
    private static readonly JsonNode Value = JsonNode.Parse(
        """
        {"spec":{"type":"gvisor","list":[1,2,3],"a.b":"dotted"},
         "status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Other","status":"False"}]}}
        """
    )!;

    [Theory]
    [InlineData(".spec.type", "gvisor")]
    [InlineData("$.spec.type", "gvisor")]
    [InlineData(".spec['type']", "gvisor")]
    [InlineData(".spec.a\\.b", "dotted")]
    [InlineData(".spec.list[0]", "1")]
    [InlineData(".spec.list[-1]", "3")]
    [InlineData(".spec.list[*]", "1 2 3")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "True")]
    [InlineData(".status.conditions[?(@.type!='Ready')].status", "False")]
    [InlineData(".spec.missing.more", "")]
    [InlineData(".spec.list[9]", "")]
    public void Finds(string path, string expected) =>
        Assert.Equal(expected, string.Join(' ', JsonPath.Parse(path).FindAll(Value)));

    [Theory]
    [InlineData(".spec[")]
    [InlineData(".spec[a]")]
    public void Refuses_what_it_cannot_read(string path) => Assert.Throws<FormatException>(() => JsonPath.Parse(path));

    [Theory]
    [InlineData(5, "5s")]
    [InlineData(119, "119s")]
    [InlineData(310, "5m10s")]
    [InlineData(7200, "120m")]
    [InlineData(3600 * 4 + 60, "4h1m")]
    [InlineData(86400 * 3, "3d")]
    [InlineData(86400 * 400, "400d")]
    public void Words_a_duration_as_kubectl_does(int seconds, string expected) =>
        Assert.Equal(expected, ColumnSet.Words(TimeSpan.FromSeconds(seconds)));
}
