using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>Writes what webhooks are asked: <c>admission.k8s.io</c> in v1 or v1beta1, which differ in nothing here.</summary>
internal static class AdmissionReviews
{
    /// <summary>Whether reviews can be sent in a version.</summary>
    public static bool Speaks(string version) => version is "v1" or "v1beta1";

    public static JsonObject Request(
        AdmissionAttributes attributes,
        string version,
        string uid,
        string reviewVersion = "v1"
    )
    {
        var request = new JsonObject
        {
            ["uid"] = uid,
            ["kind"] = Kind(attributes, version),
            ["resource"] = Resource(attributes, version),
            ["requestKind"] = Kind(attributes, attributes.Version),
            ["requestResource"] = Resource(attributes, attributes.Version),
            ["name"] = attributes.Name,
            ["operation"] = attributes.Operation.ToString().ToUpperInvariant(),
            ["userInfo"] = new UserInfo(attributes.UserName, attributes.UserGroups, attributes.UserUid)
            {
                Extra = attributes.UserExtra,
            }.ToJson(),
            ["object"] = In(attributes.Object, attributes, version),
            ["oldObject"] = In(attributes.OldObject, attributes, version),
            ["dryRun"] = attributes.IsDryRun,
            ["options"] = Options(attributes.Operation),
        };
        if (attributes.Namespace is not null)
        {
            request["namespace"] = attributes.Namespace;
        }
        if (attributes.Subresource is not null)
        {
            request["subResource"] = attributes.Subresource;
            request["requestSubResource"] = attributes.Subresource;
        }
        return new JsonObject
        {
            ["apiVersion"] = $"admission.k8s.io/{reviewVersion}",
            ["kind"] = "AdmissionReview",
            ["request"] = request,
        };
    }

    private static JsonObject Kind(AdmissionAttributes attributes, string version) =>
        new()
        {
            ["group"] = attributes.Group,
            ["version"] = version,
            ["kind"] = attributes.Kind,
        };

    private static JsonObject Resource(AdmissionAttributes attributes, string version) =>
        new()
        {
            ["group"] = attributes.Group,
            ["version"] = version,
            ["resource"] = attributes.Resource,
        };

    private static JsonObject? In(JsonObject? value, AdmissionAttributes attributes, string version)
    {
        if (value is null)
        {
            return null;
        }
        var copy = value.Copy();
        copy["apiVersion"] = attributes.Group.Length == 0 ? version : $"{attributes.Group}/{version}";
        return copy;
    }

    private static JsonObject Options(AdmissionOperation operation) =>
        new() { ["kind"] = $"{operation}Options", ["apiVersion"] = "meta.k8s.io/v1" };
}
