using System.Text.Json.Serialization;
using Graft.Api.Kubernetes;

namespace Graft.Api;

/// <summary>Source-generated JSON metadata of the wire types; use it through <see cref="ApiJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(TimeConverter)]
)]
[JsonSerializable(typeof(AdmissionReview))]
[JsonSerializable(typeof(ClusterRole))]
[JsonSerializable(typeof(ClusterRoleBinding))]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(DaemonSet))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(MutatingWebhookConfiguration))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(PodSecurityPolicy))]
[JsonSerializable(typeof(RuntimeClass))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(Status))]
[JsonSerializable(typeof(ValidatingWebhookConfiguration))]
public sealed partial class ApiJsonContext : JsonSerializerContext;
