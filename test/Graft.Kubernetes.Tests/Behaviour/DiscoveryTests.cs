using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>What the cluster says of itself: versions, groups, kinds, schemas, health.</summary>
public sealed class DiscoveryTests(ClusterFixture clusters)
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Theory, OnEachCluster]
    public async Task Versions_and_groups_are_listed(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var versions = (await api.GetAsync("/api", "application/json")).Expect(200);
        var groups = (await api.GetAsync("/apis", "application/json")).Expect(200);
        var group = (await api.GetAsync("/apis/apps", "application/json")).Expect(200);

        Assert.Equal("APIVersions", versions.Text("kind"));
        Assert.Contains("v1", versions.Node("versions")!.AsArray().Select(version => version!.ToString()));
        Assert.Equal("APIGroupList", groups.Text("kind"));
        var apps = groups.Node("groups")!.AsArray().Single(entry => entry.Text("name") == "apps");
        Assert.Equal("apps/v1", apps.Text("preferredVersion", "groupVersion"));
        Assert.Equal("APIGroup", group.Text("kind"));
        Assert.Equal("apps", group.Text("name"));
        Assert.Equal("v1", group.Text("versions", 0, "version"));
    }

    [Theory, OnEachCluster]
    public async Task The_resources_of_a_version_are_listed(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var core = (await api.GetAsync("/api/v1")).Expect(200);

        Assert.Equal("APIResourceList", core.Text("kind"));
        Assert.Equal("v1", core.Text("groupVersion"));
        var resources = core.Node("resources")!.AsArray().ToDictionary(resource => resource.Text("name"));
        var configMaps = resources["configmaps"];
        Assert.Equal("ConfigMap", configMaps.Text("kind"));
        Assert.Equal("configmap", configMaps.Text("singularName"));
        Assert.Equal("true", configMaps.Text("namespaced"));
        Assert.Equal("""["cm"]""", configMaps.At("shortNames")!.ToJsonString());
        Assert.Equal(
            ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
            configMaps.At("verbs")!.AsArray().Select(verb => verb!.ToString()).Order()
        );
        Assert.Equal("false", resources["namespaces"].Text("namespaced"));
        Assert.DoesNotContain("deletecollection", resources["namespaces"].At("verbs")!.ToJsonString());
        Assert.Contains("namespaces/finalize", resources.Keys);
        Assert.Equal("TokenRequest", resources["serviceaccounts/token"].Text("kind"));
    }

    [Theory, OnEachCluster]
    public async Task All_groups_come_in_one_document_on_request(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var groups = (await api.GetAsync("/apis", $"{Aggregated},application/json")).Expect(200);
        var core = (await api.GetAsync("/api", $"{Aggregated},application/json")).Expect(200);

        Assert.Contains("as=APIGroupDiscoveryList", groups.ContentType);
        Assert.Equal("APIGroupDiscoveryList", groups.Text("kind"));
        Assert.Equal("apidiscovery.k8s.io/v2", groups.Text("apiVersion"));
        var apps = groups.Items.Single(group => group.Text("metadata", "name") == "apps");
        Assert.Equal("v1", apps.Text("versions", 0, "version"));
        var version = core.Items.Single()["versions"]!.AsArray().Single();
        var configMaps = version.At("resources")!.AsArray().Single(entry => entry.Text("resource") == "configmaps");
        Assert.Equal("ConfigMap", configMaps.Text("responseKind", "kind"));
        Assert.Equal("Namespaced", configMaps.Text("scope"));
        Assert.Equal("configmap", configMaps.Text("singularResource"));
    }

    [Theory, OnEachCluster]
    public async Task A_custom_kind_is_discovered_while_it_is_defined(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, version: """ "subresources":{"status":{}} """);
        var path = $"/apis/{kind.ApiVersion}";

        var resources = await space.EventuallyAsync(path, answer => answer.Code == 200);
        var groups = await space.EventuallyAsync("/apis", answer => Names(answer).Contains(kind.Group));
        await space.DeleteAsync(kind.DefinitionPath);
        await space.EventuallyAsync(path, answer => answer.Code == 404);
        await space.EventuallyAsync("/apis", answer => !Names(answer).Contains(kind.Group));

        Assert.Equal(
            ["widgets", "widgets/status"],
            resources.Node("resources")!.AsArray().Select(resource => resource.Text("name")).Order()
        );
        groups.Expect(200);

        static IEnumerable<string> Names(Answer answer) =>
            answer.Node("groups")!.AsArray().Select(group => group.Text("name"));
    }

    [Theory, OnEachCluster]
    public async Task Schemas_are_published_by_group_version(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var index = (await api.GetAsync("/openapi/v3")).Expect(200);
        var url = index.Text("paths", "api/v1", "serverRelativeURL");
        var document = (await api.GetAsync("/openapi/v3/api/v1")).Expect(200);

        Assert.Contains("/openapi/v3/api/v1?hash=", url);
        Assert.StartsWith("3.0", document.Text("openapi"));
        var path = document.Node("paths", "/api/v1/namespaces/{namespace}/configmaps/{name}");
        Assert.Equal("ConfigMap", path.Text("patch", "x-kubernetes-group-version-kind", "kind"));
        var schema = document
            .Node("components", "schemas")!
            .AsObject()
            .Single(entry =>
                entry.Value.At("x-kubernetes-group-version-kind") is JsonArray kinds
                && kinds.Any(kind => kind.Text("kind") == "ConfigMap" && kind.Text("group").Length == 0)
            );
        Assert.NotNull(schema.Value.At("properties", "binaryData"));
    }

    [Theory, OnEachCluster]
    public async Task The_schema_of_a_custom_kind_is_published(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(
            space,
            """ "spec":{"type":"object","properties":{"size":{"type":"integer","description":"how large"}}} """
        );

        var document = await space.EventuallyAsync(
            $"/openapi/v3/apis/{kind.ApiVersion}",
            answer => answer.Code == 200 && answer.Body.Contains("how large", StringComparison.Ordinal)
        );

        Assert.NotNull(
            document.Node("paths", $"/apis/{kind.ApiVersion}/namespaces/{{namespace}}/widgets/{{name}}", "patch")
        );
    }

    [Theory, OnEachCluster]
    public async Task The_older_document_is_there_as_json(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var document = (await api.GetAsync("/openapi/v2", "application/json")).Expect(200);

        Assert.Equal("2.0", document.Text("swagger"));
        Assert.NotNull(document.Node("paths", "/api/v1/namespaces/{namespace}/configmaps/{name}"));
        Assert.NotEmpty(document.Node("definitions")!.AsObject());
    }

    [Theory]
    [OnEachCluster("/healthz")]
    [OnEachCluster("/livez")]
    [OnEachCluster("/readyz")]
    [OnEachCluster("/readyz/ping")]
    public async Task The_cluster_is_well(Target on, string path)
    {
        var api = await clusters.ApiAsync(on);

        var answer = (await api.GetAsync(path)).Expect(200);

        Assert.Equal("ok", answer.Body);
    }

    [Theory, OnEachCluster]
    public async Task The_version_is_told(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var version = (await api.GetAsync("/version")).Expect(200);

        Assert.Equal("1", version.Text("major"));
        Assert.Matches(@"^v1\.\d+\.\d+", version.Text("gitVersion"));
        Assert.Matches(@"^\d+\+?$", version.Text("minor"));
    }
}
