using System.Text.Json.Serialization;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;

namespace Graft.Api;

/// <summary>Source-generated JSON metadata of the wire types; use it through <see cref="ApiJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(TimeConverter), typeof(SharedStringConverter)]
)]
[JsonSerializable(typeof(AdmissionReview))]
[JsonSerializable(typeof(CloudProfile))]
[JsonSerializable(typeof(Cluster))]
[JsonSerializable(typeof(ClusterRole))]
[JsonSerializable(typeof(ClusterRoleBinding))]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(ContainerRuntime))]
[JsonSerializable(typeof(ControllerDeployment))]
[JsonSerializable(typeof(ControllerInstallation))]
[JsonSerializable(typeof(ControllerRegistration))]
[JsonSerializable(typeof(ControllerRevision))]
[JsonSerializable(typeof(DaemonSet))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(ManagedResource))]
[JsonSerializable(typeof(MutatingWebhookConfiguration))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(NamespacedCloudProfile))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(OperatingSystemConfig))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(PodSecurityPolicy))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(RuntimeClass))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(Seed))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(Shoot))]
[JsonSerializable(typeof(ShootState))]
[JsonSerializable(typeof(Status))]
[JsonSerializable(typeof(ValidatingWebhookConfiguration))]
[JsonSerializable(typeof(Worker))]
public sealed partial class ApiJsonContext : JsonSerializerContext;
