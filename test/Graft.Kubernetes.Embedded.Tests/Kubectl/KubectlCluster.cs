using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Tests.Kubectl;
using Graft.Kubernetes.Yaml;

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

    public EmbeddedCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not started");

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync();
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
}
