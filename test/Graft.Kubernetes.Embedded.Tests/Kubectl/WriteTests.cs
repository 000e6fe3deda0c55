using System.Text.Json.Nodes;
using static Graft.Kubernetes.Embedded.Tests.Kubectl.KubectlCluster;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

public sealed class WriteTests(KubectlCluster fixture)
{
    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task The_create_generators_work(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);

        Assert.Equal("configmap/c created\n", await kubectl.RunAsync("create", "configmap", "c", "--from-literal=a=1"));
        Assert.Equal(
            "secret/s created\n",
            await kubectl.RunAsync("create", "secret", "generic", "s", "--from-literal=a=secret")
        );
        Assert.Equal("serviceaccount/sa created\n", await kubectl.RunAsync("create", "serviceaccount", "sa"));
        Assert.Equal(
            "deployment.apps/d created\n",
            await kubectl.RunAsync("create", "deployment", "d", "--image=nginx", "--replicas=2", "--port=80")
        );
        Assert.Equal(
            "role.rbac.authorization.k8s.io/r created\n",
            await kubectl.RunAsync("create", "role", "r", "--verb=get", "--resource=pods")
        );
        Assert.NotEqual("", (await kubectl.RunAsync("create", "token", "sa")).Trim());

        Assert.Equal("1", await kubectl.RunAsync("get", "cm", "c", "-o", "jsonpath={.data.a}"));
        Assert.Equal(
            "c2VjcmV0 Opaque",
            await kubectl.RunAsync("get", "secret", "s", "-o", "jsonpath={.data.a} {.type}")
        );
        Assert.Equal(
            "2 nginx 80",
            await kubectl.RunAsync(
                "get",
                "deploy",
                "d",
                "-o",
                "jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].ports[0].containerPort}"
            )
        );
        var again = await kubectl.TryAsync("create", "configmap", "c");
        Assert.Equal("error: failed to create configmap: configmaps \"c\" already exists\n", again.Error);
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Bad_objects_are_refused_in_the_servers_words(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);

        var unknown = await kubectl.TryFileAsync(Widget("w", 1, ", colr: red"), "create");
        Assert.Contains("strict decoding error: unknown field \"spec.colr\"", unknown.Error, StringComparison.Ordinal);
        var type = await kubectl.TryFileAsync(
            Widget("w", 1).Replace("size: 1", "size: big", StringComparison.Ordinal),
            "create"
        );
        Assert.Contains(
            "* spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"",
            type.Error,
            StringComparison.Ordinal
        );
        var several = await kubectl.TryFileAsync(Widget("w", 0, ", colour: blue"), "create");
        Assert.Contains(
            "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
            several.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "spec.colour: Unsupported value: \"blue\": supported values: \"green\", \"red\"",
            several.Error,
            StringComparison.Ordinal
        );
        var pruned = await kubectl.TryFileAsync(Widget("w", 1, ", colr: red, kind: a"), "create", "--validate=warn");
        Assert.Contains("Warning: unknown field \"spec.colr\"", pruned.Error, StringComparison.Ordinal);
        Assert.Equal("", await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.spec.colr}"));
        var immutable = await kubectl.TryAsync("patch", "wd", "w", "--type=merge", "-p", """{"spec":{"kind":"b"}}""");
        Assert.Contains(
            "spec.kind: Invalid value: \"b\": kind is immutable",
            immutable.Error,
            StringComparison.Ordinal
        );
        var nowhere = await kubectl.TryAsync("create", "configmap", "c", "--namespace=nowhere");
        Assert.Contains("namespaces \"nowhere\" not found", nowhere.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Patches_of_all_types_work(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 1), "create");
        await kubectl.RunAsync("create", "deployment", "d", "--image=nginx");

        Assert.Equal(
            "widget.example.org/w patched\n",
            await kubectl.RunAsync("patch", "wd", "w", "--type=merge", "-p", """{"spec":{"size":2}}""")
        );
        await kubectl.RunAsync(
            "patch",
            "wd",
            "w",
            "--type=json",
            "-p",
            """[{"op":"replace","path":"/spec/size","value":3}]"""
        );
        Assert.Equal("3", await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.spec.size}"));
        await kubectl.RunAsync(
            "patch",
            "deploy",
            "d",
            "-p",
            """{"spec":{"template":{"spec":{"containers":[{"name":"more","image":"busybox"}]}}}}"""
        );
        Assert.Equal(
            ["more", "nginx"],
            (await kubectl.RunAsync("get", "deploy", "d", "-o", "jsonpath={.spec.template.spec.containers[*].name}"))
                .Split(' ')
                .Order()
        );
        await kubectl.RunAsync(
            "patch",
            "wd",
            "w",
            "--subresource=status",
            "--type=merge",
            "-p",
            """{"status":{"phase":"Done"},"spec":{"size":9}}"""
        );
        Assert.Equal("Done 3", await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.status.phase} {.spec.size}"));
        var strategic = await kubectl.TryAsync("patch", "wd", "w", "-p", """{"spec":{"size":2}}""");
        Assert.Contains("the body of the request was in an unknown format", strategic.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Edit_replace_label_and_annotate_work(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 1), "create");
        await kubectl.RunAsync("create", "configmap", "c", "--from-literal=a=1");

        kubectl.EditWith("s/size: 1/size: 4/");
        Assert.Equal("widget.example.org/w edited\n", await kubectl.RunAsync("edit", "wd", "w"));
        kubectl.EditWith("s/a: \"1\"/a: \"2\"/");
        Assert.Equal("configmap/c edited\n", await kubectl.RunAsync("edit", "cm", "c"));
        Assert.Equal("4", await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.spec.size}"));
        Assert.Equal("2", await kubectl.RunAsync("get", "cm", "c", "-o", "jsonpath={.data.a}"));

        Assert.Equal("widget.example.org/w replaced\n", await kubectl.RunFileAsync(Widget("w", 5), "replace"));
        Assert.Equal("widget.example.org/w labeled\n", await kubectl.RunAsync("label", "wd", "w", "tier=front"));
        Assert.Equal("widget.example.org/w unlabeled\n", await kubectl.RunAsync("label", "wd", "w", "tier-"));
        Assert.StartsWith(
            "widget.example.org/w annotate",
            await kubectl.RunAsync("annotate", "wd", "w", "note=hello"),
            StringComparison.Ordinal
        );
        var stale = (JsonObject)await kubectl.JsonAsync("get", "wd", "w");
        await kubectl.RunAsync("label", "wd", "w", "again=yes");
        stale["spec"]!["size"] = 6;
        var conflict = await kubectl.TryFileAsync(stale.ToJsonString(), "replace");
        Assert.Contains(
            "the object has been modified; please apply your changes to the latest version",
            conflict.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "widget.example.org \"w\" deleted\nwidget.example.org/w replaced\n",
            (await kubectl.RunFileAsync(Widget("w", 7), "replace", "--force")).Replace(
                $" from {kubectl.Namespace} namespace",
                "",
                StringComparison.Ordinal
            )
        );
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task A_definition_that_is_not_structural_or_whose_rule_is_not_understood_is_refused(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);

        var formless = await kubectl.TryFileAsync(Broken("{}"), "create");
        var senseless = await kubectl.TryFileAsync(Broken("{type: string}"), "create");

        Assert.Contains(
            "spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields",
            formless.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("undeclared reference to 'frobnicate'", senseless.Error, StringComparison.Ordinal);
    }

    private static string Broken(string first) =>
        $$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: broken.example.org}
            spec:
              group: example.org
              scope: Namespaced
              names: {kind: Broken, plural: broken}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      a: {{first}}
                      b: {type: string, x-kubernetes-validations: [{rule: self.frobnicate()}]}
            """;
}
