namespace Graft.Kubernetes.Embedded.Tests.Rest;

public sealed class BadInputTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("POST", ConfigMaps, "{", "application/json", 400)]
    [InlineData("POST", ConfigMaps, "[]", "application/json", 400)]
    [InlineData("POST", ConfigMaps, "null", "application/json", 400)]
    [InlineData("POST", ConfigMaps, """{"metadata":7}""", "application/json", 400)]
    [InlineData("POST", ConfigMaps, "{}", "text/html", 415)]
    [InlineData("POST", ConfigMaps, "a: [", "application/yaml", 400)]
    [InlineData("POST", ConfigMaps, "k8s", "application/vnd.kubernetes.protobuf", 415)]
    [InlineData("POST", "/api/v1/configmaps", """{"metadata":{"name":"a"}}""", "application/json", 405)]
    [InlineData("PATCH", ConfigMaps + "/a", "{}", "application/json", 415)]
    [InlineData("PATCH", ConfigMaps + "/a", "[]", "application/merge-patch+json", 400)]
    [InlineData(
        "PATCH",
        ConfigMaps + "/a",
        """[{"op":"test","path":"/data/x","value":"1"}]""",
        "application/json-patch+json",
        422
    )]
    [InlineData("PATCH", ConfigMaps + "/a", """[{"op":"nonsense"}]""", "application/json-patch+json", 400)]
    [InlineData("PATCH", ConfigMaps + "/missing", "{}", "application/merge-patch+json", 404)]
    [InlineData("PATCH", ConfigMaps + "/a", "{}", "application/apply-patch+yaml", 422)]
    [InlineData("DELETE", ConfigMaps + "/a", """{"propagationPolicy":"Wild"}""", "application/json", 422)]
    [InlineData("GET", ConfigMaps + "?labelSelector=%28%28", null, null, 400)]
    [InlineData("GET", ConfigMaps + "?labelSelector=a%3D%3D%3D", null, null, 400)]
    [InlineData("GET", ConfigMaps + "?labelSelector=-bad-%3Db", null, null, 400)]
    [InlineData("GET", ConfigMaps + "?fieldSelector=data.k%3Dv", null, null, 400)]
    [InlineData("GET", ConfigMaps + "?fieldSelector=nonsense", null, null, 400)]
    [InlineData("GET", ConfigMaps + "?limit=many", null, null, 400)]
    [InlineData("GET", ConfigMaps + "?limit=2&continue=forged", null, null, 400)]
    [InlineData("GET", ConfigMaps + "?resourceVersion=-1", null, null, 400)]
    [InlineData("GET", ConfigMaps + "?watch=true&resourceVersion=x", null, null, 400)]
    [InlineData("GET", "/api/v1/namespaces/default/nonsense", null, null, 404)]
    [InlineData("GET", "/apis/nothing.example/v1/things", null, null, 404)]
    [InlineData("GET", "/api/v1/namespaces/default/configmaps/a/status", null, null, 404)]
    [InlineData("GET", "/api/v1//configmaps", null, null, 404)]
    [InlineData("GET", "/nonsense", null, null, 404)]
    [InlineData("PUT", ConfigMaps, "{}", "application/json", 405)]
    public async Task A_request_that_makes_no_sense_gets_its_status_code_and_the_server_stays_up(
        string method,
        string path,
        string? body,
        string? contentType,
        int expected
    )
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var (code, answer) = await server.SendAsync(method, path, body, contentType ?? "application/json");

        Assert.True(expected == code, $"{code} {answer.ToJsonString()}");
        Assert.Equal(200, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task A_body_beyond_three_mebibytes_is_too_large()
    {
        await using var server = await ApiServer.StartAsync();
        var body = $$$"""{"metadata":{"name":"a"},"data":{"k":"{{{new string('x', 3 << 20)}}}"}}""";

        var (code, status) = await server.PostAsync(ConfigMaps, body);

        Assert.Equal(413, code);
        Assert.Equal("Request entity too large: limit is 3145728", (string?)status["message"]);
    }

    [Fact]
    public async Task Only_json_can_be_had()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, _) = await server.SendAsync("GET", ConfigMaps, accept: "text/html");

        Assert.Equal(406, code);
    }

    [Fact]
    public async Task A_name_that_stands_twice_counts_the_last_time_unless_validation_is_strict()
    {
        await using var server = await ApiServer.StartAsync();
        const string Body = """{"metadata":{"name":"twice"},"data":{"k":"1","k":"2"}}""";

        var (strict, refused) = await server.PostAsync($"{ConfigMaps}?fieldValidation=Strict", Body);
        var (ignored, created) = await server.PostAsync($"{ConfigMaps}?fieldValidation=Ignore", Body);

        Assert.Equal(400, strict);
        Assert.Contains("duplicate field \"data.k\"", (string?)refused["message"]);
        Assert.Equal(201, ignored);
        Assert.Equal("2", (string?)created["data"]!["k"]);
    }
}
