using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Transport;

/// <summary>What the client sends for each thing that it can be asked for.</summary>
public sealed class RequestTests : IAsyncLifetime
{
    private static readonly ObjectKey s_key = new("default", "a");
    private static readonly ResourceType s_deployments = new("apps", "v1", "Deployment", "deployments", true);
    private readonly ConcurrentQueue<string> _bodies = [];
    private ScriptedServer _server = null!;
    private KubernetesClient _client = null!;
    private Func<HttpContext, Task> _answer = context => context.JsonAsync(Answers.ConfigMap("a", "1"));
    private IHeaderDictionary _headers = new HeaderDictionary();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Request => _server.Requests[^1];

    private JsonNode Body => JsonNode.Parse(_bodies.Last())!;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync(async context =>
        {
            _headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            _bodies.Enqueue(await new StreamReader(context.Request.Body).ReadToEndAsync(Cancel));
            await _answer(context);
        });
        _client = _server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("merge", "application/merge-patch+json", "")]
    [InlineData("json", "application/json-patch+json", "")]
    [InlineData("strategic", "application/strategic-merge-patch+json", "")]
    [InlineData("apply", "application/apply-patch+yaml", "&force=true")]
    public async Task A_patch_has_its_media_type_and_the_options_of_a_write(string kind, string type, string force)
    {
        var body = new JsonObject { ["data"] = new JsonObject { ["k"] = "<é>" } };
        var patch = kind switch
        {
            "merge" => Patch.Merge(body),
            "json" => Patch.Json([new JsonObject { ["op"] = "remove", ["path"] = "/data" }]),
            "strategic" => Patch.StrategicMerge(body),
            _ => Patch.Apply(body, force: true),
        };
        var options = new WriteOptions
        {
            FieldManager = "me&you",
            DryRun = true,
            FieldValidation = FieldValidation.Strict,
            Subresource = "status",
        };

        await _client.PatchAsync(Resource.Of<ConfigMap>(), s_key, patch, options, Cancel);

        Assert.Equal(
            "PATCH /api/v1/namespaces/default/configmaps/a/status"
                + $"?fieldManager=me%26you&dryRun=All&fieldValidation=Strict{force}",
            Request
        );
        Assert.Equal(type, _headers.ContentType);
        Assert.True(JsonNode.DeepEquals(patch.Body, Body));
    }

    [Fact]
    public async Task A_typed_object_is_applied_with_its_kind()
    {
        var item = new ConfigMap
        {
            Metadata = new() { Name = "a", Namespace = "default" },
            Data = new Dictionary<string, string> { ["k"] = "v" },
        };

        await _client.ApplyAsync(item, force: false, new() { FieldManager = "me" }, Cancel);

        Assert.Equal("PATCH /api/v1/namespaces/default/configmaps/a?fieldManager=me", Request);
        Assert.Equal("application/apply-patch+yaml", _headers.ContentType);
        Assert.Equal("ConfigMap", (string?)Body["kind"]);
        Assert.Equal("v1", (string?)Body["apiVersion"]);
    }

    [Fact]
    public async Task A_deletion_says_how_and_on_which_condition()
    {
        var options = new DeleteOptions
        {
            PropagationPolicy = PropagationPolicy.Foreground,
            GracePeriodSeconds = 0,
            Preconditions = new Preconditions { Uid = "u", ResourceVersion = "7" },
            DryRun = true,
        };

        await _client.DeleteAsync<ConfigMap>(s_key, options, Cancel);

        Assert.Equal("DELETE /api/v1/namespaces/default/configmaps/a", Request);
        var expected = """
            {"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground","gracePeriodSeconds":0,
             "preconditions":{"uid":"u","resourceVersion":"7"},"dryRun":["All"]}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Body));
    }

    [Fact]
    public async Task A_collection_is_deleted_by_selectors_in_one_namespace()
    {
        var which = new ListOptions
        {
            Namespace = "default",
            LabelSelector = "a=b",
            FieldSelector = "metadata.name!=c",
        };

        await _client.DeleteCollectionAsync<ConfigMap>(which, DeleteOptions.Default, Cancel);

        Assert.Equal(
            "DELETE /api/v1/namespaces/default/configmaps?labelSelector=a%3Db&fieldSelector=metadata.name%21%3Dc",
            Request
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _client.DeleteCollectionAsync<ConfigMap>(new ListOptions(), DeleteOptions.Default, Cancel)
        );
    }

    [Fact]
    public async Task Pages_are_given_one_by_one_and_asked_for_when_they_are_wanted()
    {
        _answer = context =>
            context.JsonAsync(
                context.Request.Query["continue"] == "two"
                    ? Answers.Page("10", "", Answers.ConfigMap("b", "2"))
                    : """{"metadata":{"resourceVersion":"10","continue":"two","remainingItemCount":1},"items":[{}]}"""
            );
        var options = new ListOptions
        {
            Limit = 1,
            ResourceVersion = "9",
            ResourceVersionMatch = ResourceVersionMatch.Exact,
        };

        await using var pages = _client.ListPagesAsync<ConfigMap>(options, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await pages.MoveNextAsync());
        Assert.Equal(
            ("two", 1, 1),
            (pages.Current.Continue, pages.Current.RemainingItemCount, pages.Current.Items.Count)
        );
        Assert.Equal(["GET /api/v1/configmaps?limit=1&resourceVersion=9&resourceVersionMatch=Exact"], _server.Requests);
        Assert.True(await pages.MoveNextAsync());
        Assert.Equal("b", Assert.Single(pages.Current.Items).Metadata.Name);
        Assert.Null(pages.Current.Continue);
        Assert.False(await pages.MoveNextAsync());

        Assert.Equal("GET /api/v1/configmaps?limit=1&continue=two", Request);
    }

    [Fact]
    public async Task A_streaming_list_is_asked_for_by_three_parameters()
    {
        _answer = context => context.SendEventAsync(Answers.Event("ADDED", Answers.ConfigMap("a", "1")));
        var options = new WatchOptions { SendInitialEvents = true, Timeout = TimeSpan.FromSeconds(5) };

        await foreach (var _ in _client.WatchAsync<ConfigMap>(options, Cancel)) { }

        Assert.Equal(
            "GET /api/v1/configmaps?watch=true&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=5",
            Request
        );
    }

    [Fact]
    public async Task The_replicas_of_a_scalable_object_are_read_and_set()
    {
        _answer = context =>
            context.JsonAsync("""{"kind":"Scale","apiVersion":"autoscaling/v1","spec":{"replicas":3}}""");

        Assert.Equal(3, await _client.GetReplicasAsync(s_deployments, s_key, Cancel));
        Assert.Equal("GET /apis/apps/v1/namespaces/default/deployments/a/scale", Request);
        await _client.SetReplicasAsync(s_deployments, s_key, 5, Cancel);
        Assert.Equal("PATCH /apis/apps/v1/namespaces/default/deployments/a/scale", Request);
        Assert.Equal("""{"spec":{"replicas":5}}""", Body.ToJsonString());
    }

    [Fact]
    public async Task A_token_of_a_service_account_is_asked_for()
    {
        _answer = context =>
            context.JsonAsync("""{"status":{"token":"secret","expirationTimestamp":"2030-01-01T00:00:00Z"}}""", 201);

        var token = await _client.CreateTokenAsync(s_key, ["vault"], TimeSpan.FromHours(1), Cancel);

        Assert.Equal(("secret", 2030), (token.Token, token.Expires.Year));
        Assert.Equal("POST /api/v1/namespaces/default/serviceaccounts/a/token", Request);
        Assert.Equal("""{"audiences":["vault"],"expirationSeconds":3600}""", Body["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Pods_are_evicted_and_bound()
    {
        _answer = context => context.JsonAsync("""{"kind":"Status","status":"Success"}""", 201);

        await _client.EvictAsync(s_key, new DeleteOptions { GracePeriodSeconds = 5 }, Cancel);
        Assert.Equal("POST /api/v1/namespaces/default/pods/a/eviction", Request);
        Assert.Equal(5, (int)Body["deleteOptions"]!["gracePeriodSeconds"]!);
        await _client.BindAsync(s_key, "node-1", Cancel);

        Assert.Equal("POST /api/v1/namespaces/default/pods/a/binding", Request);
        Assert.Equal("node-1", (string?)Body["target"]!["name"]);
    }

    [Fact]
    public async Task A_subresource_of_any_name_can_be_read_and_written()
    {
        var subresource = Subresource.Untyped("custom");

        await _client.GetSubresourceAsync(s_deployments, s_key, subresource, Cancel);
        var body = new JsonObject { ["x"] = 1 };
        await _client.ReplaceSubresourceAsync(s_deployments, s_key, subresource, body, new() { DryRun = true }, Cancel);

        Assert.Equal(
            [
                "GET /apis/apps/v1/namespaces/default/deployments/a/custom",
                "PUT /apis/apps/v1/namespaces/default/deployments/a/custom?dryRun=All",
            ],
            _server.Requests
        );
    }

    [Fact]
    public async Task Version_and_raw_paths_are_read()
    {
        _answer = context =>
            context.Request.Path == "/version"
                ? context.JsonAsync("""{"major":"1","minor":"31+","gitVersion":"v1.31.2","platform":"linux/amd64"}""")
                : context.Response.WriteAsync("[+]ping ok\nreadyz check passed\n");

        Assert.Equal(
            new ServerVersion("1", "31+", "v1.31.2", "linux/amd64"),
            await _client.GetServerVersionAsync(Cancel)
        );
        Assert.Equal("[+]ping ok\nreadyz check passed\n", await _client.GetTextAsync("/readyz?verbose", Cancel));
        Assert.Equal("GET /readyz?verbose", Request);
    }

    [Fact]
    public async Task Lines_of_a_log_come_as_they_are_written()
    {
        var more = new TaskCompletionSource();
        _answer = async context =>
        {
            await context.SendEventAsync("one\ntw");
            await more.Task;
            await context.SendEventAsync("o\n");
        };
        var options = new PodLogOptions
        {
            Container = "main",
            Follow = true,
            TailLines = 10,
            Since = TimeSpan.FromMinutes(1),
        };
        await using var lines = _client.ReadLogAsync(s_key, options, Cancel).GetAsyncEnumerator(Cancel);

        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("one", lines.Current);
        more.SetResult();
        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("two", lines.Current);
        Assert.False(await lines.MoveNextAsync());
        Assert.Equal(
            "GET /api/v1/namespaces/default/pods/a/log?container=main&follow=true&tailLines=10&sinceSeconds=60",
            Request
        );
    }

    [Fact]
    public async Task Warnings_of_the_server_are_handed_over()
    {
        _answer = context =>
        {
            context.Response.Headers.Append("Warning", "299 - \"unknown field \\\"spec.x\\\"\"");
            context.Response.Headers.Append("Warning", "199 - \"other\", 299 agent \"deprecated, use v1\" \"a date\"");
            return context.JsonAsync(Answers.ConfigMap("a", "1"));
        };
        var warnings = new List<ServerWarning>();
        var options = new KubernetesClientOptions { OnWarning = warnings.Add };
        using var client = new KubernetesClient(
            _server.Connection,
            options,
            TimeProvider.System,
            new Random(1),
            NullLogger.Instance
        );

        await client.GetAsync<ConfigMap>(s_key, Cancel);

        Assert.Equal([new("unknown field \"spec.x\"", "-"), new("deprecated, use v1", "agent")], warnings);
    }

    [Fact]
    public async Task Whom_to_act_as_stands_in_headers()
    {
        var connection = _server.Connection with
        {
            UserAgent = "me/1.0 (linux/amd64)",
            Impersonate = new Impersonation
            {
                User = "jörg",
                Uid = "7",
                Groups = ["a", "b"],
                Extra = new Dictionary<string, IReadOnlyList<string>> { ["acme.org/scope"] = ["x", "y"] },
            },
        };
        using var client = new KubernetesClient(connection, TimeProvider.System, NullLogger.Instance);

        await client.GetAsync<ConfigMap>(s_key, Cancel);

        Assert.Equal("jörg", _headers["Impersonate-User"].ToString());
        Assert.Equal("7", _headers["Impersonate-Uid"].ToString());
        Assert.Equal(["a", "b"], _headers["Impersonate-Group"].SelectMany(value => value!.Split(", ")));
        Assert.Equal(
            ["x", "y"],
            _headers["Impersonate-Extra-acme.org%2Fscope"].SelectMany(value => value!.Split(", "))
        );
        Assert.Equal("me/1.0 (linux/amd64)", _headers.UserAgent);
    }

    [Fact]
    public async Task The_causes_of_a_refusal_are_kept()
    {
        _answer = context =>
            context.JsonAsync(
                """
                {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Invalid","code":422,"message":"no",
                 "details":{"retryAfterSeconds":3,"causes":[{"reason":"FieldValueRequired","field":"spec.x"}]}}
                """,
                422
            );

        var exception = await Assert.ThrowsAsync<KubernetesException>(() => _client.GetAsync<ConfigMap>(s_key, Cancel));

        Assert.True(exception.IsInvalid);
        Assert.Equal("spec.x", Assert.Single(exception.Causes).Field);
        Assert.Equal(TimeSpan.FromSeconds(3), exception.RetryAfter);
    }

    [Fact]
    public async Task A_success_that_is_no_object_is_an_error_that_names_the_request()
    {
        _answer = context => context.JsonAsync("<html>Log in</html>");

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() =>
            _client.GetAsync<ConfigMap>(s_key, Cancel)
        );

        Assert.Equal(HttpRequestError.InvalidResponse, exception.HttpRequestError);
        Assert.StartsWith("GET /api/v1/namespaces/default/configmaps/a was answered with", exception.Message);
    }

    [Fact]
    public async Task Compressed_answers_are_asked_for_and_read()
    {
        _answer = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(
                context.Response.Body,
                System.IO.Compression.CompressionLevel.Fastest
            );
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Answers.ConfigMap("a", "1", "small")), Cancel);
        };

        Assert.Equal("small", (await _client.GetAsync<ConfigMap>(s_key, Cancel)).Data!["k"]);
        Assert.Equal("gzip", _headers.AcceptEncoding);
    }
}
