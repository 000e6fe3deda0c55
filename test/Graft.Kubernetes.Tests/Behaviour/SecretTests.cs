namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>What holds for Secrets and ConfigMaps.</summary>
public sealed class SecretTests(ClusterFixture clusters)
{
    private const string Immutable = "field is immutable when `immutable` is set";

    [Theory, OnEachCluster]
    public async Task Texts_become_data(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = await space.CreateAsync(
            space.Secrets,
            """{"metadata":{"name":"a"},"data":{"k":"b2xk","l":"b2xk"},"stringData":{"k":"new","m":""}}"""
        );

        Assert.Equal("Opaque", created.Text("type"));
        Assert.Equal("bmV3", created.Text("data", "k"));
        Assert.Equal("b2xk", created.Text("data", "l"));
        Assert.Equal("", created.Text("data", "m"));
        Assert.Null(created.Node("stringData"));
    }

    [Theory, OnEachCluster]
    public async Task Data_is_base64(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(space.Secrets, """{"metadata":{"name":"a"},"data":{"k":"not base64"}}""");

        refused.ExpectFailure(400, "BadRequest");
        Assert.StartsWith("Secret in version \"v1\" cannot be handled as a Secret: ", refused.Message);
        Assert.Contains("illegal base64 data at input byte 3", refused.Message);
    }

    [Theory]
    [OnEachCluster("secrets", "Secret")]
    [OnEachCluster("configmaps", "ConfigMap")]
    public async Task Keys_are_names_of_files(Target on, string plural, string kind)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(space.In(plural), """{"metadata":{"name":"a"},"data":{"a b":"aaaa"}}""");

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "data[a b]");
        Assert.StartsWith(
            $"{kind} \"a\" is invalid: data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            refused.Message
        );
    }

    [Theory, OnEachCluster]
    public async Task A_key_of_texts_and_bytes_is_ambiguous(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            """{"metadata":{"name":"a"},"data":{"k":"v"},"binaryData":{"k":"aaaa"}}"""
        );

        refused.ExpectFailure(422, "Invalid");
        Assert.Contains("data[k]: Invalid value: \"k\": duplicate of key present in binaryData", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_type_stays(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");

        var refused = await space.MergeAsync($"{space.Secrets}/a", """{"type":"example.com/other"}""");

        refused.ExpectFailure(
            422,
            "Invalid",
            "Secret \"a\" is invalid: type: Invalid value: \"example.com/other\": field is immutable"
        );
    }

    [Theory]
    [OnEachCluster("kubernetes.io/tls", "tls.crt", "tls.key")]
    [OnEachCluster("kubernetes.io/dockerconfigjson", ".dockerconfigjson", null)]
    [OnEachCluster("kubernetes.io/ssh-auth", "ssh-privatekey", null)]
    public async Task A_type_of_the_clusters_own_demands_its_keys(Target on, string type, string first, string? second)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(space.Secrets, $$$"""{"metadata":{"name":"a"},"type":"{{{type}}}"}""");

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueRequired", $"data[{first}]");
        if (second is not null)
        {
            refused.ExpectCause("FieldValueRequired", $"data[{second}]");
        }
    }

    [Theory]
    [OnEachCluster("secrets", "Secret", """{"data":{"k":"bmV3"}}""", "data")]
    [OnEachCluster("secrets", "Secret", """{"data":null}""", "data")]
    [OnEachCluster("secrets", "Secret", """{"immutable":false}""", "immutable")]
    [OnEachCluster("configmaps", "ConfigMap", """{"data":{"l":"bmV3"}}""", "data")]
    [OnEachCluster("configmaps", "ConfigMap", """{"binaryData":{"l":"bmV3"}}""", "binaryData")]
    [OnEachCluster("configmaps", "ConfigMap", """{"immutable":null}""", "immutable")]
    public async Task What_is_marked_immutable_stays(Target on, string plural, string kind, string patch, string field)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.CreateAsync(space.In(plural), """{"metadata":{"name":"a"},"immutable":true,"data":{"k":"b2xk"}}""");

        var refused = await space.MergeAsync($"{space.In(plural)}/a", patch);

        refused.ExpectFailure(422, "Invalid", $"{kind} \"a\" is invalid: {field}: Forbidden: {Immutable}");
        refused.ExpectCause("FieldValueForbidden", field);
    }

    [Theory, OnEachCluster]
    public async Task The_metadata_of_what_is_immutable_may_change(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.CreateAsync(space.Secrets, """{"metadata":{"name":"a"},"immutable":true}""");

        var labelled = await space.MergeAsync($"{space.Secrets}/a", """{"metadata":{"labels":{"l":"v"}}}""");
        var deleted = await space.DeleteAsync($"{space.Secrets}/a");

        labelled.Expect(200);
        deleted.Expect(200);
    }
}
