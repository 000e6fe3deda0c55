using System.Text;
using System.Text.Json;
using Graft.Extensions.Admission.Webhooks;

namespace Graft.Extensions.Tests.Admission;

public sealed class ShootTextTests
{
    private const string ManagedFields =
        """[{"manager":"kubectl","fieldsV1":{"f:spec":{"f:provider":{}}}},{"manager":"g","fieldsV1":{}}]""";

    [Theory]
    [InlineData(
        """{"kind":"Shoot","metadata":{"name":"a","managedFields":MF,"labels":{"x":"y"}},"spec":{"purpose":"p"}}"""
    )]
    [InlineData(
        """{"metadata":{"labels":{"x":"y"},"name":"a","managedFields":MF},"spec":{"purpose":"p"},"status":{}}"""
    )]
    [InlineData("""{"metadata":{"managedFields": MF ,"name":"a","labels":{"x":"y"}}, "spec" : {"purpose":"p"} }""")]
    public void The_Shoot_is_read_without_its_managedFields_and_nothing_else_is_lost(string json)
    {
        var text = Of(json.Replace("MF", ManagedFields, StringComparison.Ordinal));
        var shoot = text.Decode()!;
        Assert.Equal(("a", "y", "p"), (shoot.Metadata.Name, shoot.Metadata.Labels!["x"], shoot.Spec!.Purpose));
        Assert.Equal("""{"purpose":"p"}""", Encoding.UTF8.GetString(text.Specification));
        Assert.DoesNotContain(
            "kubectl",
            JsonSerializer.Serialize(shoot, Api.Gardener.Shoot.JsonTypeInfo),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a","managedFields":null},"spec":{"purpose":"p"}}""")]
    [InlineData("""{"spec":{"purpose":"p"},"metadata":{"name":"a","managedFields":[{"manager":"kubectl"}]}}""")]
    [InlineData("""{"metadata":{"name":"a","annotations":{"managedFields":"x","spec":"y"}},"spec":{"purpose":"p"}}""")]
    public void Wherever_the_parts_stand_the_Shoot_is_the_same(string json)
    {
        var shoot = Of(json).Decode()!;
        Assert.Equal(("a", "p"), (shoot.Metadata.Name, shoot.Spec!.Purpose));
    }

    [Theory]
    [InlineData("""[{"metadata":{"managedFields":[]}}]""")]
    [InlineData("""[{"managedFields":[]}]""")]
    [InlineData("\"spec\"")]
    public void What_is_no_object_is_no_Shoot(string json)
    {
        Assert.True(Of(json).Specification.IsEmpty);
        Assert.Throws<JsonException>(() => Of(json).Decode());
    }

    private static ShootText Of(string json) => ShootText.Of(Encoding.UTF8.GetBytes(json));
}
