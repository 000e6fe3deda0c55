using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Pods;
using Graft.Kubernetes.Embedded.Tests.Kubectl;
using Graft.Kubernetes.Yaml;
using Graft.Testing;

[assembly: AssemblyFixture(typeof(KubectlCluster))]

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

/// <summary>One cluster for all kubectl conversations, with a custom kind <c>Widget</c>.</summary>
public sealed class KubectlCluster : IAsyncLifetime
{
    private const string Widgets = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: widgets.example.org
        spec:
          group: example.org
          scope: Namespaced
          names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget, shortNames: [wd]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            additionalPrinterColumns:
            - {name: Size, type: integer, jsonPath: .spec.size}
            - {name: Colour, type: string, jsonPath: .spec.colour, priority: 1}
            - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
            schema:
              openAPIV3Schema:
                type: object
                description: Widget is a thing to test with.
                properties:
                  spec:
                    type: object
                    description: Spec is what is wanted.
                    required: [size]
                    properties:
                      size: {type: integer, minimum: 1, description: Size in centimetres.}
                      colour: {type: string, enum: [red, green], default: red}
                      kind:
                        type: string
                        x-kubernetes-validations:
                        - {rule: self == oldSelf, message: kind is immutable}
                      parts:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name]
                        items:
                          type: object
                          required: [name]
                          properties:
                            name: {type: string}
                            count: {type: integer}
                  status:
                    type: object
                    properties:
                      phase: {type: string}
                      conditions:
                        type: array
                        items:
                          type: object
                          properties:
                            type: {type: string}
                            status: {type: string}
        """;

    private EmbeddedCluster? _cluster;

    /// <summary>Where the files of the conversations are.</summary>
    public string TestData { get; } =
        Repository.File("test", "Graft.Kubernetes.Embedded.Tests", "testdata", "kubectl", "files");

    public EmbeddedCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not started");

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(
            new EmbeddedClusterOptions { ContainerLogs = new WrittenLogs() },
            new EmbeddedControlPlaneOptions(),
            TestContext.Current.CancellationToken
        );
        await _cluster.InstallAsync(
            YamlDocument.ParseAll(Widgets).OfType<JsonObject>(),
            TestContext.Current.CancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>A widget as YAML.</summary>
    public static string Widget(string name, int size, string more = "") =>
        $$"""
            apiVersion: example.org/v1
            kind: Widget
            metadata: {name: {{name}}, labels: {app: {{name}} } }
            spec: {size: {{size}}{{more}} }
            """;

    /// <summary>What the containers of the conversations' pods have written.</summary>
    private sealed class WrittenLogs : IContainerLogs
    {
        private const string Written =
            "2026-01-01T00:00:00.5Z stdout F starting\n"
            + "2026-01-01T00:00:01.5Z stderr F warming up\n"
            + "2026-01-01T00:00:02.5Z stdout F serving\n";

        public Stream? Open(ContainerLog log) =>
            new MemoryStream(
                Encoding.UTF8.GetBytes(
                    log.IsPrevious
                        ? "2025-12-31T00:00:00Z stdout F before\n"
                        : Written.Replace("serving", $"serving {log.Container}", StringComparison.Ordinal)
                )
            );
    }
}
