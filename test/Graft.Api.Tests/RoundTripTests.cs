using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Yaml;
using Graft.Testing;

namespace Graft.Api.Tests;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData("shoot-all-fields.yaml")]
    [InlineData("shoot-local.yaml")]
    public void Gardeners_example_of_a_Shoot_survives(string file) => AssertSurvives(Example(file), Shoot.JsonTypeInfo);

    [Fact]
    public void Gardeners_example_of_a_CloudProfile_survives() =>
        AssertSurvives(Example("cloudprofile.yaml"), CloudProfile.JsonTypeInfo);

    [Fact]
    public void Every_field_of_gardeners_example_survives_once_it_is_no_comment()
    {
        // Optional parts stand there behind "# ": what looks like a field is taken out of the comment, line by line,
        // as long as the file stays YAML.
        var lines = File.ReadAllLines(Repository.Shared("gardener", "examples", "shoot-all-fields.yaml")).ToList();
        var taken = 0;
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var line = lines[i];
            var mark = line.IndexOf("# ", StringComparison.Ordinal);
            if (mark < 0 || line[..mark].Trim().Length > 0 || !line.Contains(": ", StringComparison.Ordinal))
            {
                continue;
            }
            lines[i] = $"{line[..mark]}  {line[(mark + 2)..]}";
            if (TryParse(string.Join('\n', lines)) is { } candidate && TryRead(candidate))
            {
                taken++;
            }
            else
            {
                lines[i] = line;
            }
        }
        Assert.True(taken > 20, $"only {taken} lines were taken out of their comments");
        AssertSurvives((JsonObject)YamlDocument.Parse(string.Join('\n', lines))!, Shoot.JsonTypeInfo);
    }

    [Fact]
    public void Unknown_fields_survive_at_every_depth()
    {
        var json = JsonNode.Parse(
            """
            {"apiVersion":"extensions.gardener.cloud/v1alpha1","kind":"ContainerRuntime","future":1,
             "metadata":{"name":"a","managedFields":[{"manager":"x"}],"selfLink":"y"},
             "spec":{"type":"t","future":{"deep":[1,{"a":null}]},"workerPool":{"name":"p","future":true}},
             "status":{"lastOperation":{"state":"Succeeded","future":"z"},"state":{"any":["thing"]}}}
            """
        )!;
        AssertSurvives((JsonObject)json, ContainerRuntime.JsonTypeInfo);
    }

    [Fact]
    public void Times_are_written_to_the_second_and_to_the_microsecond_where_kubernetes_wants_it()
    {
        var time = new DateTimeOffset(2026, 1, 2, 4, 4, 5, 678, TimeSpan.FromHours(1)).AddTicks(9012);
        var operation = JsonSerializer.SerializeToNode(
            new LastOperation { LastUpdateTime = time },
            ApiJson.Context.LastOperation
        );
        Assert.Equal("2026-01-02T03:04:05Z", (string?)operation!["lastUpdateTime"]);
        var lease = JsonSerializer.SerializeToNode(
            new Lease { Spec = new LeaseSpec { RenewTime = time } },
            Lease.JsonTypeInfo
        );
        Assert.Equal("2026-01-02T03:04:05.678901Z", (string?)lease!["spec"]!["renewTime"]);
        Assert.Equal("2026-01-02T03:04:05.6789012Z", Rfc3339.Precise(time));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", 0)]
    [InlineData("2026-01-02T03:04:05.5Z", 5_000_000)]
    [InlineData("2026-01-02T03:04:05.123456789Z", 1_234_567)]
    [InlineData("2026-01-02T04:04:05.123456+01:00", 1_234_560)]
    public void Times_are_read_with_any_number_of_digits(string text, int ticks)
    {
        Assert.True(Rfc3339.TryParse(text, out var time));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(ticks), time);
    }

    [Fact]
    public void Items_of_lists_know_their_kind_without_stating_it()
    {
        var shoot = JsonSerializer.Deserialize("""{"metadata":{"name":"a"}}""", Shoot.JsonTypeInfo)!;
        Assert.Equal(("core.gardener.cloud/v1beta1", "Shoot"), (shoot.ApiVersion, shoot.Kind));
        Assert.Equal("", new Shoot().Metadata.Name ?? "");
    }

    [Fact]
    public void Counts_and_percentages_keep_their_form()
    {
        var pool = JsonSerializer.Deserialize(
            """{"maxSurge":1,"maxUnavailable":"25%"}""",
            ApiJson.Context.ShootWorker
        )!;
        Assert.Equal((1, "25%"), (pool.MaxSurge!.Value.Number, pool.MaxUnavailable!.Value.ToString()));
        Assert.Equal(
            """{"maxSurge":1,"maxUnavailable":"25%"}""",
            JsonSerializer.Serialize(pool, ApiJson.Context.ShootWorker)
        );
    }

    [Fact]
    public void Quantities_may_be_written_as_numbers()
    {
        var type = JsonSerializer.Deserialize("""{"cpu":2,"memory":"8Gi"}""", ApiJson.Context.MachineType)!;
        Assert.Equal(("2", "8Gi"), (type.Cpu, type.Memory));
        var resources = JsonSerializer.Deserialize(
            """{"limits":{"cpu":0.5,"memory":"1Gi"}}""",
            ApiJson.Context.ResourceRequirements
        )!;
        Assert.Equal(
            """{"limits":{"cpu":"0.5","memory":"1Gi"}}""",
            JsonSerializer.Serialize(resources, ApiJson.Context.ResourceRequirements)
        );
    }

    private static JsonObject Example(string file) =>
        (JsonObject)YamlDocument.Parse(File.ReadAllText(Repository.Shared("gardener", "examples", file)))!;

    private static void AssertSurvives<T>(JsonObject json, JsonTypeInfo<T> type)
        where T : class
    {
        var typed = json.Deserialize(type)!;
        var written = JsonSerializer.SerializeToNode(typed, type);
        var expected = WithoutNullMembers(json);
        Assert.True(
            JsonNode.DeepEquals(expected, WithoutNullMembers(written!.AsObject())),
            $"expected {expected!.ToJsonString()}\nwritten  {written.ToJsonString()}"
        );
    }

    // Absent and null mean the same in Kubernetes; modelled fields are written as absent.
    private static JsonNode? WithoutNullMembers(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .Where(member => member.Value is not null)
                    .Select(member => KeyValuePair.Create(member.Key, WithoutNullMembers(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(WithoutNullMembers)]),
            _ => node?.DeepClone(),
        };

    private static JsonObject? TryParse(string yaml)
    {
        try
        {
            return YamlDocument.Parse(yaml) as JsonObject;
        }
        catch (YamlFormatException)
        {
            return null;
        }
    }

    // A line may become YAML of another meaning, such as a map where a list belongs.
    private static bool TryRead(JsonObject json)
    {
        try
        {
            return json.Deserialize(Shoot.JsonTypeInfo) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
