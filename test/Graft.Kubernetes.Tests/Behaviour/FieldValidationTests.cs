namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Fields that the kind does not have, and fields that stand twice.</summary>
public sealed class FieldValidationTests(ClusterFixture clusters)
{
    private const string Unknown = """{"metadata":{"name":"a"},"nonsense":1}""";
    private const string Twice = """{"metadata":{"name":"a"},"immutable":true,"immutable":false}""";

    private const string Schema = """
        "spec":{"type":"object","properties":{"size":{"type":"integer"}}}
        """;

    [Theory]
    [OnEachCluster(Unknown, "unknown field \"nonsense\"")]
    [OnEachCluster("""{"metadata":{"name":"a","nonsense":1}}""", "unknown field \"metadata.nonsense\"")]
    [OnEachCluster(Twice, "duplicate field \"immutable\"")]
    public async Task Strict_refuses(Target on, string body, string fault)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync($"{space.ConfigMaps}?fieldValidation=Strict", body);

        refused.ExpectFailure(
            400,
            "BadRequest",
            $"ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: {fault}"
        );
    }

    [Theory]
    [OnEachCluster("")]
    [OnEachCluster("?fieldValidation=Warn")]
    public async Task Warn_takes_the_object_and_warns(Target on, string query)
    {
        await using var space = await clusters.SpaceAsync(on);

        var unknown = await space.PostAsync(space.ConfigMaps + query, Unknown);
        var twice = await space.PostAsync(
            space.ConfigMaps + query,
            Twice.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)
        );

        Assert.Contains("299 - \"unknown field \\\"nonsense\\\"\"", unknown.Expect(201).Warnings);
        Assert.Null(unknown.Node("nonsense"));
        Assert.Contains("299 - \"duplicate field \\\"immutable\\\"\"", twice.Expect(201).Warnings);
    }

    [Theory, OnEachCluster]
    public async Task Ignore_says_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = await space.PostAsync($"{space.ConfigMaps}?fieldValidation=Ignore", Unknown);

        Assert.Empty(created.Expect(201).Warnings);
        Assert.Null(created.Node("nonsense"));
    }

    [Theory]
    [OnEachCluster("POST", "CreateOptions")]
    [OnEachCluster("PUT", "UpdateOptions")]
    [OnEachCluster("PATCH", "PatchOptions")]
    public async Task The_directive_must_be_a_known_one(Target on, string method, string options)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");
        var path = method == "POST" ? space.ConfigMaps : $"{space.ConfigMaps}/a";

        var refused = await space.SendAsync(
            method,
            $"{path}?fieldValidation=Often",
            """{"metadata":{"name":"a"}}""",
            method == "PATCH" ? "application/merge-patch+json" : "application/json"
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueNotSupported", "fieldValidation");
        Assert.StartsWith(
            $"{options}.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Often\"",
            refused.Message
        );
    }

    [Theory, OnEachCluster]
    public async Task A_manager_has_a_printable_name_of_128_bytes_at_most(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var tooLong = await space.PostAsync($"{space.ConfigMaps}?fieldManager={new string('m', 129)}", Unknown);
        var unprintable = await space.PostAsync($"{space.ConfigMaps}?fieldManager=a%07b", Unknown);

        tooLong.ExpectFailure(422, "Invalid").ExpectCause("FieldValueTooLong", "fieldManager");
        unprintable.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "fieldManager");
        Assert.Contains("invalid character U+0007 (at position 1)", unprintable.Message);
    }

    [Theory]
    [OnEachCluster("application/merge-patch+json")]
    [OnEachCluster("application/strategic-merge-patch+json")]
    public async Task A_strict_patch_is_invalid(Target on, string contentType)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.SendAsync(
            "PATCH",
            $"{space.ConfigMaps}/a?fieldValidation=Strict",
            """{"nonsense":1}""",
            contentType
        );
        var warned = await space.SendAsync("PATCH", $"{space.ConfigMaps}/a", """{"nonsense":1}""", contentType);

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "patch");
        Assert.EndsWith("strict decoding error: unknown field \"nonsense\"", refused.Message);
        Assert.Contains("299 - \"unknown field \\\"nonsense\\\"\"", warned.Expect(200).Warnings);
    }

    [Theory, OnEachCluster]
    public async Task A_custom_object_is_pruned_and_told_of_it(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema);
        var body = kind.Body("a", """ "spec":{"size":1,"nonsense":1} """);

        var refused = await space.PostAsync($"{kind.Path}?fieldValidation=Strict", body);
        var warned = await space.PostAsync(kind.Path, body);
        var patched = await space.MergeAsync($"{kind.Path}/a?fieldValidation=Strict", """{"spec":{"nonsense":1}}""");

        refused.ExpectFailure(400, "BadRequest");
        Assert.EndsWith("strict decoding error: unknown field \"spec.nonsense\"", refused.Message);
        Assert.Contains("299 - \"unknown field \\\"spec.nonsense\\\"\"", warned.Expect(201).Warnings);
        Assert.Equal("""{"size":1}""", warned.Node("spec")!.ToJsonString());
        patched.ExpectFailure(422, "Invalid");
        Assert.EndsWith("strict decoding error: unknown field \"spec.nonsense\"", patched.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_deprecated_version_warns(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        const string Open = """ "schema":{"openAPIV3Schema":{"type":"object"}} """;
        var kind = await CustomKind.DefineVersionsAsync(
            space,
            $$"""
            [{"name":"v1","served":true,"storage":true,{{Open}}},
             {"name":"v1beta1","served":true,"storage":false,"deprecated":true,{{Open}}},
             {"name":"v1alpha1","served":true,"storage":false,"deprecated":true,"deprecationWarning":"use v1",{{Open}}}]
            """
        );

        var current = await space.GetAsync(kind.PathOf("v1"));
        var beta = await space.GetAsync(kind.PathOf("v1beta1"));
        var alpha = await space.GetAsync(kind.PathOf("v1alpha1"));

        Assert.Empty(current.Expect(200).Warnings);
        Assert.Equal(
            [$"299 - \"{kind.Group}/v1beta1 Widget is deprecated; use {kind.Group}/v1 Widget\""],
            beta.Expect(200).Warnings
        );
        Assert.Equal(["299 - \"use v1\""], alpha.Expect(200).Warnings);
    }
}
