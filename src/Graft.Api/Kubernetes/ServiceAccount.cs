using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A service account.</summary>
public sealed record ServiceAccount : ApiResource<ServiceAccount>, IResource<ServiceAccount>
{
    public static ResourceType ResourceType { get; } = new("", "v1", "ServiceAccount", "serviceaccounts", true);

    public static JsonTypeInfo<ServiceAccount> JsonTypeInfo => ApiJson.Context.ServiceAccount;

    public bool? AutomountServiceAccountToken { get; init; }
}
