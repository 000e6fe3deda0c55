using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.BuiltIn;

namespace Graft.Kubernetes.Embedded.Tests.Schemas;

public class BuiltInSchemasTests
{
    [Theory]
    [InlineData("v1", "Namespace")]
    [InlineData("v1", "ConfigMap")]
    [InlineData("v1", "Secret")]
    [InlineData("v1", "ServiceAccount")]
    [InlineData("v1", "Event")]
    [InlineData("v1", "Node")]
    [InlineData("v1", "Pod")]
    [InlineData("v1", "Service")]
    [InlineData("apps/v1", "DaemonSet")]
    [InlineData("apps/v1", "Deployment")]
    [InlineData("rbac.authorization.k8s.io/v1", "ClusterRole")]
    [InlineData("rbac.authorization.k8s.io/v1", "Role")]
    [InlineData("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")]
    [InlineData("rbac.authorization.k8s.io/v1", "RoleBinding")]
    [InlineData("coordination.k8s.io/v1", "Lease")]
    [InlineData("node.k8s.io/v1", "RuntimeClass")]
    [InlineData("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration")]
    [InlineData("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration")]
    public void A_built_in_kind_has_a_structural_schema_with_descriptions(string apiVersion, string kind)
    {
        var schema = BuiltInSchemas.Find(apiVersion, kind);

        Assert.NotNull(schema);
        Assert.NotEqual("", schema.Description);
        Assert.All(schema.Properties.Values, property => Assert.NotEqual("", property.Description));
    }

    [Fact]
    public void A_misspelt_field_of_a_pod_is_found_and_a_volume_source_is_not_taken_for_one()
    {
        var pod = (JsonObject)
            JsonNode.Parse(
                """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","creationTimestamp":null},"spec":{"runtimeClassName":"gvisor","conainers":[],
                 "volumes":[{"name":"host","hostPath":{"path":"/"}}],
                 "containers":[{"name":"c","imagee":"x","resources":{"limits":{"cpu":1,"memory":"1Gi"}},"readinessProbe":{"exec":{"command":["true"]}}}]}}
                """
            )!;
        var schema = BuiltInSchemas.Find("v1", "Pod")!;

        Assert.Equal(["spec.conainers", "spec.containers[0].imagee"], schema.UnknownFields(pod));
        schema.Prune(pod);
        Assert.Empty(schema.Validate(pod, null));
        Assert.NotNull(pod["spec"]!["volumes"]![0]!["hostPath"]);
    }

    [Fact]
    public void An_unknown_kind_has_no_schema() => Assert.Null(BuiltInSchemas.Find("v1", "Nothing"));
}
