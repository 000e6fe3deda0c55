namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Requests that make no sense get their code and words, and the server stays up.</summary>
public sealed class BadRequestTests(ClusterFixture clusters)
{
    [Theory]
    [OnEachCluster(
        "{",
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input"
    )]
    [OnEachCluster(
        "",
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input"
    )]
    [OnEachCluster(
        "[]",
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value"
    )]
    [OnEachCluster(
        "nonsense",
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'o' in literal null (expecting 'u')"
    )]
    [OnEachCluster(
        """{"metadata":7}""",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.metadata of type"
    )]
    [OnEachCluster(
        """{"metadata":{"name":"a"},"data":{"k":7}}""",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string"
    )]
    [OnEachCluster(
        """{"metadata":{"name":"a"},"data":["k"]}""",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string"
    )]
    [OnEachCluster(
        """{"metadata":{"name":"a"},"immutable":"yes"}""",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal string into Go struct field ConfigMap.immutable of type bool"
    )]
    [OnEachCluster(
        """{"metadata":{"name":7}}""",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field "
    )]
    [OnEachCluster(
        """{"metadata":{"name":"a","labels":{"l":true}}}""",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal bool into Go struct field "
    )]
    public async Task A_body_must_be_the_json_of_an_object(Target on, string body, string message)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(space.ConfigMaps, body);

        refused.ExpectFailure(400, "BadRequest");
        Assert.StartsWith(message, refused.Message);
    }

    [Theory]
    [OnEachCluster("a: [", "yaml: ")]
    [OnEachCluster("a: b: c", "yaml: ")]
    [OnEachCluster("- a", "json: cannot unmarshal array into Go value")]
    public async Task A_body_must_be_the_yaml_of_an_object(Target on, string body, string message)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.SendAsync("POST", space.ConfigMaps, body, "application/yaml");

        refused.ExpectFailure(400, "BadRequest");
        Assert.Contains(message, refused.Message);
    }

    [Theory]
    [OnEachCluster("POST", "text/html")]
    [OnEachCluster("POST", "application/xml")]
    [OnEachCluster("PUT", "application/merge-patch+json")]
    public async Task A_body_must_be_of_a_known_type(Target on, string method, string contentType)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");
        var path = method == "POST" ? space.ConfigMaps : $"{space.ConfigMaps}/a";

        var refused = await space.SendAsync(method, path, """{"metadata":{"name":"a"}}""", contentType);

        refused.ExpectFailure(415, "UnsupportedMediaType");
        Assert.StartsWith(
            "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml",
            refused.Message
        );
    }

    [Theory]
    [OnEachCluster("application/json; charset=utf-8")]
    [OnEachCluster("application/json;stream=watch")]
    public async Task Parameters_of_a_known_type_do_not_matter(Target on, string contentType)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = await space.SendAsync("POST", space.ConfigMaps, """{"metadata":{"name":"a"}}""", contentType);

        created.Expect(201);
    }

    [Theory]
    [OnEachCluster("POST", "application/json")]
    [OnEachCluster("PATCH", "application/merge-patch+json")]
    public async Task A_body_beyond_three_mebibytes_is_too_large(Target on, string method, string contentType)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");
        var body = $$$$"""{"metadata":{"name":"b"},"data":{"k":"{{{{new string('x', 3 << 20)}}}}"}}""";
        var path = method == "POST" ? space.ConfigMaps : $"{space.ConfigMaps}/a";

        var refused = await space.SendAsync(method, path, body, contentType);

        refused.ExpectFailure(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
    }

    [Theory, OnEachCluster]
    public async Task A_config_map_holds_a_mebibyte(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            $$$$"""{"metadata":{"name":"a"},"data":{"k":"{{{{new string('x', (1 << 20) + 1)}}}}"}}"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueTooLong", "[]");
        Assert.Contains("1048576", refused.Message);
    }

    [Theory]
    [OnEachCluster("PUT", "configmaps")]
    [OnEachCluster("PATCH", "configmaps")]
    [OnEachCluster("POST", "configmaps/a")]
    public async Task A_method_must_be_allowed(Target on, string method, string what)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.SendAsync(
            method,
            space.In(what),
            "{}",
            method == "PATCH" ? "application/merge-patch+json" : "application/json"
        );

        refused.ExpectFailure(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource"
        );
    }

    [Theory, OnEachCluster]
    public async Task Objects_are_created_in_a_namespace(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var refused = await api.SendAsync("POST", "/api/v1/configmaps", """{"metadata":{"name":"a"}}""");

        refused.ExpectFailure(405, "MethodNotAllowed");
    }

    [Theory]
    [OnEachCluster("/api/v1/nonsense")]
    [OnEachCluster("/api/v1/namespaces/default/nonsense")]
    [OnEachCluster("/api/v1/namespaces/default/nonsense/a")]
    [OnEachCluster("/api/v1/namespaces/default/configmaps/a/nonsense")]
    [OnEachCluster("/apis/apps/v1/nonsense")]
    [OnEachCluster("/apis/apps/v9/deployments")]
    public async Task A_resource_that_is_not_served_is_not_found(Target on, string path)
    {
        var api = await clusters.ApiAsync(on);

        var missing = await api.GetAsync(path);

        missing.ExpectFailure(404, "NotFound", "the server could not find the requested resource");
    }

    [Theory]
    [OnEachCluster("/apis/nothing.example/v1/things")]
    [OnEachCluster("/nonsense")]
    [OnEachCluster("/api/v1/namespaces/default/configmaps/a%2Fb")]
    [OnEachCluster("/api/v1/namespaces/%2E%2E%2Fetc/configmaps/a")]
    [OnEachCluster("/api/v1/namespaces/default/configmaps/a;b=c")]
    [OnEachCluster("/openapi/v3/apis/nothing.example/v1")]
    public async Task What_nobody_serves_is_not_found(Target on, string path)
    {
        var api = await clusters.ApiAsync(on);

        var missing = await api.GetAsync(path);

        missing.Expect(404);
        (await api.GetAsync("/api/v1/namespaces/default")).Expect(200);
    }

    [Theory]
    [OnEachCluster("/api/v1//configmaps")]
    [OnEachCluster("/api/v1/namespaces/default/configmaps/..")]
    [OnEachCluster("/api/v1/../../etc/passwd")]
    [OnEachCluster("/api/v1/namespaces/default/configmaps?labelSelector=%ff%fe")]
    [OnEachCluster("/api/v1/namespaces/default/configmaps?fieldSelector=%00")]
    public async Task A_hostile_path_does_no_harm(Target on, string path)
    {
        var api = await clusters.ApiAsync(on);

        var answer = await api.GetAsync(path);

        Assert.InRange(answer.Code, 200, 499);
        Assert.DoesNotContain("root:", answer.Body);
        (await api.GetAsync("/api/v1/namespaces/default")).Expect(200);
    }

    [Theory, OnEachCluster]
    public async Task Deep_nesting_does_no_harm(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 20_000)) + "1" + new string('}', 20_000);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            $$$"""{"metadata":{"name":"a"},"nonsense":{{{deep}}} }"""
        );

        refused.ExpectFailure(400, "BadRequest");
        (await space.GetAsync(space.ConfigMaps)).Expect(200);
    }
}
