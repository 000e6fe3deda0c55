namespace Graft.Kubernetes.Embedded.Tests.Rest;

/// <summary>Bodies that are meant to be too much for the server.</summary>
public sealed class HostileInputTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task What_is_no_Unicode_becomes_the_replacement_character()
    {
        await using var server = await ApiServer.StartAsync();

        var created = await server.CreateAsync(
            ConfigMaps,
            """{"metadata":{"name":"a"},"data":{"lone":"x\ud800y","pair":"\ud83d\ude00","escaped":"\\ud800"}}"""
        );

        Assert.Equal("x\ufffdy", (string?)created["data"]!["lone"]);
        Assert.Equal("\U0001F600", (string?)created["data"]!["pair"]);
        Assert.Equal("\\ud800", (string?)created["data"]!["escaped"]);
        var raw = await server.SendBytesAsync(
            "POST",
            ConfigMaps,
            [.. "{\"metadata\":{\"name\":\"b\"},\"data\":{\"k\":\""u8, 0xff, .. "\"}}"u8]
        );
        Assert.Equal(201, raw);
        Assert.Equal("\ufffd", (string?)(await server.GetAsync($"{ConfigMaps}/b")).Body["data"]!["k"]);
    }

    [Theory]
    [InlineData("1e400", 400)]
    [InlineData("-1e999", 400)]
    [InlineData("1e40", 400)]
    [InlineData("99999999999999999999999999", 400)]
    public async Task A_number_that_does_not_fit_is_refused(string number, int expected)
    {
        await using var server = await ApiServer.StartAsync();

        var (code, _) = await server.PostAsync(
            "/apis/apps/v1/namespaces/default/deployments",
            $$$"""{"metadata":{"name":"a"},"spec":{"replicas":{{{number}}} } }"""
        );

        Assert.True(code is 422 || code == expected, $"{code}");
    }

    [Fact]
    public async Task A_patch_of_too_many_operations_is_too_large()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var operations = string.Join(',', Enumerable.Repeat("""{"op":"test","path":"/data","value":null}""", 10_001));

        var (code, status) = await server.SendAsync(
            "PATCH",
            $"{ConfigMaps}/a",
            $"[{operations}]",
            "application/json-patch+json"
        );

        Assert.Equal(413, code);
        Assert.Equal(
            "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001",
            (string?)status["message"]
        );
    }

    [Fact]
    public async Task A_patch_that_copies_its_own_copies_is_stopped()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"a":"0123456789"}}""");
        var operations = Enumerable
            .Range(0, 64)
            .Select(i => $$"""{"op":"copy","from":"/data","path":"/data/x{{i}}"}""");

        var (code, status) = await server.SendAsync(
            "PATCH",
            $"{ConfigMaps}/a",
            $"[{string.Join(',', operations)}]",
            "application/json-patch+json"
        );

        Assert.Equal(422, code);
        Assert.Contains("the accumulated size increase of copy is", status.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(200, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Theory]
    [InlineData(200, 201)]
    [InlineData(100_000, 400)]
    public async Task Nesting_has_an_end(int depth, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        var nested = new string('[', depth) + new string(']', depth);

        var (code, _) = await server.PostAsync(
            $"{ConfigMaps}?fieldValidation=Ignore",
            $$$"""{"metadata":{"name":"a"},"other":{{{nested}}} }"""
        );

        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task A_definition_with_a_pattern_that_makes_others_backtrack_for_ever_is_served_at_once()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
             "spec":{"group":"example.com","scope":"Cluster","names":{"plural":"widgets","kind":"Widget"},"versions":[{"name":"v1","served":true,"storage":true,
               "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"x":{"type":"string","pattern":"^((a+)+)+$"}}}}}}}]}}
            """
        );
        var text = new string('a', 100_000) + "!";
        var start = System.Diagnostics.Stopwatch.GetTimestamp();

        (int Code, System.Text.Json.Nodes.JsonObject Body) answer;
        do
        {
            answer = await server.PostAsync(
                "/apis/example.com/v1/widgets",
                $$$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"x":"{{{text}}}"} }"""
            );
        } while (answer.Code == 404 && System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));

        Assert.Equal(422, answer.Code);
        Assert.Contains("should match '^((a+)+)+$'", (string?)answer.Body["message"]);
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_makes_a_built_in_object_unreadable()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.PostAsync(
            "/api/v1/namespaces/default/secrets",
            """{"metadata":{"name":"a"},"stringData":{"k":99999999999999999999999}}"""
        );

        Assert.Equal(400, code);
        Assert.Equal(
            "Secret in version \"v1\" cannot be handled as a Secret: json: cannot unmarshal number into Go struct field Secret.stringData of type string",
            (string?)status["message"]
        );
    }

    [Fact]
    public async Task A_warning_may_name_any_unicode_and_many_warnings_are_cut_short()
    {
        await using var server = await ApiServer.StartAsync();
        var many = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"field{i}\":1"));

        await server.CreateAsync(
            $"{ConfigMaps}?fieldValidation=Warn",
            """{"metadata":{"name":"a"},"f\u00e9ld\n\ufffd":1}"""
        );
        await server.CreateAsync($"{ConfigMaps}?fieldValidation=Warn", $$$"""{"metadata":{"name":"b"},{{{many}}} }""");
    }
}
