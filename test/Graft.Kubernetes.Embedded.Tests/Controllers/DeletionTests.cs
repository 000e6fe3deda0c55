namespace Graft.Kubernetes.Embedded.Tests.Controllers;

public sealed class DeletionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    [Fact]
    public async Task An_object_with_finalizers_goes_when_the_last_is_taken_off()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","finalizers":["example.com/hold"]}}""");

        var (_, marked) = await server.DeleteAsync($"{ConfigMaps}/a");
        var (refused, status) = await server.MergeAsync(
            $"{ConfigMaps}/a",
            """{"metadata":{"finalizers":["example.com/hold","example.com/new"]}}"""
        );
        var (_, released) = await server.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"finalizers":null}}""");

        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        Assert.Equal(422, refused);
        Assert.Contains("no new finalizers can be added if the object is being deleted", (string?)status["message"]);
        Assert.Equal("a", (string?)released["metadata"]!["name"]);
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task A_deletion_that_means_another_object_of_the_name_conflicts()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var (code, _) = await server.DeleteAsync($"{ConfigMaps}/a", """{"preconditions":{"uid":"another"}}""");

        Assert.Equal(409, code);
        Assert.Equal(200, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task What_has_lost_its_owner_is_collected()
    {
        await using var server = await ApiServer.StartAsync();
        await OwnerWithDependentAsync(server);

        await server.DeleteAsync($"{ConfigMaps}/owner", """{"propagationPolicy":"Background"}""");

        await server.GoneAsync(Secrets, "dependent");
        Assert.Equal(404, (await server.GetAsync($"{Secrets}/dependent")).Code);
    }

    [Fact]
    public async Task A_foreground_deletion_takes_the_owner_last()
    {
        await using var server = await ApiServer.StartAsync();
        await OwnerWithDependentAsync(server, """, "finalizers": ["example.com/hold"]""");

        await server.DeleteAsync($"{ConfigMaps}/owner", """{"propagationPolicy":"Foreground"}""");
        await foreach (var (_, dependent) in server.WatchAsync($"{Secrets}?fieldSelector=metadata.name%3Ddependent"))
        {
            if (dependent["metadata"]!["deletionTimestamp"] is not null)
            {
                break;
            }
        }
        var (waiting, _) = await server.GetAsync($"{ConfigMaps}/owner");
        await server.MergeAsync($"{Secrets}/dependent", """{"metadata":{"finalizers":null}}""");
        await server.GoneAsync(ConfigMaps, "owner");

        Assert.Equal(200, waiting);
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/owner")).Code);
    }

    [Fact]
    public async Task An_orphaning_deletion_leaves_the_dependents_without_owner()
    {
        await using var server = await ApiServer.StartAsync();
        await OwnerWithDependentAsync(server);

        await server.DeleteAsync($"{ConfigMaps}/owner", """{"propagationPolicy":"Orphan"}""");
        await server.GoneAsync(ConfigMaps, "owner");
        var (code, dependent) = await server.GetAsync($"{Secrets}/dependent");

        Assert.Equal(200, code);
        Assert.Null(dependent["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task A_namespace_goes_after_its_content_and_takes_nothing_new_meanwhile()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"n"}}""");
        const string Content = "/api/v1/namespaces/n/configmaps";
        await server.CreateAsync(Content, """{"metadata":{"name":"held","finalizers":["example.com/hold"]}}""");
        await server.CreateAsync(Content, """{"metadata":{"name":"free"}}""");

        var (_, terminating) = await server.DeleteAsync("/api/v1/namespaces/n");
        await server.GoneAsync(Content, "free");
        var (refused, status) = await server.PostAsync(Content, """{"metadata":{"name":"late"}}""");
        await server.MergeAsync($"{Content}/held", """{"metadata":{"finalizers":null}}""");
        await server.GoneAsync("/api/v1/namespaces", "n");

        Assert.Equal("Terminating", (string?)terminating["status"]!["phase"]);
        Assert.Equal(403, refused);
        Assert.Equal(
            "configmaps \"late\" is forbidden: unable to create new content in namespace n because it is being terminated",
            (string?)status["message"]
        );
        Assert.Equal("NamespaceTerminating", (string?)status["details"]!["causes"]![0]!["reason"]);
        Assert.Equal(404, (await server.GetAsync("/api/v1/namespaces/n")).Code);
    }

    private static async Task OwnerWithDependentAsync(ApiServer server, string more = "")
    {
        var owner = await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"owner"}}""");
        var reference =
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"owner\",\"blockOwnerDeletion\":true,\"uid\":\""
            + (string?)owner["metadata"]!["uid"]
            + "\"}";
        await server.CreateAsync(
            Secrets,
            "{\"metadata\":{\"name\":\"dependent\",\"ownerReferences\":[" + reference + "]" + more + "}}"
        );
    }
}
