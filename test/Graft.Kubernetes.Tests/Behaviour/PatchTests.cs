namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>JSON patches and merge patches.</summary>
public sealed class PatchTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task A_merge_patch_sets_and_removes(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", """ "labels":{"l":"1"} """, """{"keep":"1","set":"1","gone":"1"}""");

        var patched = await space.MergeAsync(
            $"{space.ConfigMaps}/a",
            """{"metadata":{"labels":null},"data":{"set":"2","gone":null,"new":"1"}}"""
        );

        Assert.Equal("""{"keep":"1","new":"1","set":"2"}""", Sorted(patched.Expect(200)));
        Assert.Null(patched.Node("metadata", "labels"));
    }

    [Theory, OnEachCluster]
    public async Task A_json_patch_does_its_operations_in_order(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", """ "annotations":{"a/b":"1","m":"1"} """, """{"x":"1","y":"2"}""");

        var patched = await space.JsonPatchAsync(
            $"{space.ConfigMaps}/a",
            """
            [{"op":"test","path":"/data/x","value":"1"},
             {"op":"replace","path":"/data/x","value":"3"},
             {"op":"add","path":"/data/z","value":"4"},
             {"op":"copy","from":"/data/z","path":"/data/copy"},
             {"op":"move","from":"/data/y","path":"/data/moved"},
             {"op":"remove","path":"/metadata/annotations/a~1b"},
             {"op":"replace","path":"/metadata/annotations/m","value":"2"}]
            """
        );

        Assert.Equal("""{"copy":"4","moved":"2","x":"3","z":"4"}""", Sorted(patched.Expect(200)));
        Assert.Equal("""{"m":"2"}""", patched.Node("metadata", "annotations")!.ToJsonString());
    }

    [Theory]
    [OnEachCluster("""[{"op":"test","path":"/data/x","value":"2"}]""")]
    [OnEachCluster("""[{"op":"remove","path":"/data/none"}]""")]
    [OnEachCluster("""[{"op":"replace","path":"/data/none","value":"1"}]""")]
    [OnEachCluster("""[{"op":"add","path":"/none/below","value":"1"}]""")]
    [OnEachCluster("""[{"op":"nonsense","path":"/data/x","value":"2"}]""")]
    public async Task An_operation_that_fails_fails_the_patch(Target on, string patch)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a", data: """{"x":"1"}""");

        var refused = await space.JsonPatchAsync($"{space.ConfigMaps}/a", patch);

        refused.ExpectFailure(422, "Invalid", "the server rejected our request due to an error in our request");
        Assert.Equal(created.ResourceVersion, (await space.GetAsync($"{space.ConfigMaps}/a")).ResourceVersion);
    }

    [Theory]
    [OnEachCluster("application/json-patch+json", "{}")]
    [OnEachCluster("application/json-patch+json", "[{]")]
    [OnEachCluster("application/json-patch+json", "7")]
    [OnEachCluster("application/merge-patch+json", "[]")]
    [OnEachCluster("application/merge-patch+json", "{")]
    [OnEachCluster("application/merge-patch+json", "\"x\"")]
    [OnEachCluster("application/strategic-merge-patch+json", "[]")]
    [OnEachCluster("application/strategic-merge-patch+json", "{")]
    public async Task A_patch_must_be_of_the_form_of_its_type(Target on, string contentType, string patch)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.SendAsync("PATCH", $"{space.ConfigMaps}/a", patch, contentType);

        refused.ExpectFailure(400, "BadRequest");
        if (!contentType.Contains("strategic", StringComparison.Ordinal))
        {
            Assert.StartsWith("error decoding patch: ", refused.Message);
        }
    }

    [Theory]
    [OnEachCluster("application/merge-patch+json")]
    [OnEachCluster("application/strategic-merge-patch+json")]
    public async Task A_patch_must_make_an_object_of_the_kind(Target on, string contentType)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.SendAsync("PATCH", $"{space.ConfigMaps}/a", """{"data":{"k":7}}""", contentType);

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "patch");
        Assert.StartsWith(" \"\" is invalid: patch: Invalid value: ", refused.Message);
    }

    [Theory]
    [OnEachCluster("application/json")]
    [OnEachCluster("application/yaml")]
    [OnEachCluster("text/plain")]
    public async Task A_patch_must_be_of_a_known_type(Target on, string contentType)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.SendAsync("PATCH", $"{space.ConfigMaps}/a", "{}", contentType);

        refused.ExpectFailure(415, "UnsupportedMediaType");
        Assert.StartsWith(
            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                + "application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml",
            refused.Message
        );
    }

    [Theory, OnEachCluster]
    public async Task A_custom_object_takes_no_strategic_patch(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        var refused = await space.StrategicAsync($"{kind.Path}/a", "{}");

        refused.ExpectFailure(415, "UnsupportedMediaType");
        Assert.StartsWith(
            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                + "application/merge-patch+json, application/apply-patch+yaml",
            refused.Message
        );
    }

    [Theory]
    [OnEachCluster("application/merge-patch+json", "{}")]
    [OnEachCluster("application/json-patch+json", "[]")]
    [OnEachCluster("application/strategic-merge-patch+json", "{}")]
    public async Task What_is_not_there_is_not_patched(Target on, string contentType, string patch)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.SendAsync("PATCH", $"{space.ConfigMaps}/a", patch, contentType);

        refused.ExpectFailure(404, "NotFound", "configmaps \"a\" not found");
    }

    [Theory, OnEachCluster]
    public async Task A_patch_that_names_an_older_version_conflicts(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");
        await space.MergeAsync($"{space.ConfigMaps}/a", """{"data":{"k":"1"}}""");

        var refused = await space.MergeAsync(
            $"{space.ConfigMaps}/a",
            $$$$"""{"metadata":{"resourceVersion":"{{{{created.ResourceVersion}}}}"},"data":{"k":"2"}}"""
        );

        refused.ExpectFailure(
            409,
            "Conflict",
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again"
        );
    }

    [Theory, OnEachCluster]
    public async Task A_patch_renames_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var renamed = await space.MergeAsync($"{space.ConfigMaps}/a", """{"metadata":{"name":"b"}}""");
        var moved = await space.MergeAsync($"{space.ConfigMaps}/a", """{"metadata":{"namespace":"other"}}""");

        renamed.ExpectFailure(400, "BadRequest", "the name of the object (b) does not match the name on the URL (a)");
        moved.ExpectFailure(
            400,
            "BadRequest",
            "the namespace of the provided object does not match the namespace sent on the request"
        );
    }

    [Theory, OnEachCluster]
    public async Task A_uid_is_not_patched(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.MergeAsync($"{space.ConfigMaps}/a", """{"metadata":{"uid":"other"}}""");

        refused.ExpectFailure(
            422,
            "Invalid",
            "ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"other\": field is immutable"
        );
    }

    [Theory, OnEachCluster]
    public async Task Only_an_apply_can_be_forced(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.MergeAsync($"{space.ConfigMaps}/a?force=true", "{}");

        refused.ExpectFailure(
            422,
            "Invalid",
            "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch"
        );
    }

    [Theory, OnEachCluster]
    public async Task A_dry_run_patches_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var answer = await space.MergeAsync($"{space.ConfigMaps}/a?dryRun=All", """{"data":{"k":"1"}}""");

        Assert.Equal("1", answer.Expect(200).Text("data", "k"));
        Assert.Null((await space.GetAsync($"{space.ConfigMaps}/a")).Node("data", "k"));
    }

    private static string Sorted(Answer answer) =>
        new System.Text.Json.Nodes.JsonObject(
            answer
                .Node("data")!
                .AsObject()
                .OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
        ).ToJsonString();
}
