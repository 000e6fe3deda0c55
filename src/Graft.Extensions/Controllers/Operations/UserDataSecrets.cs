using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Extensions.Controllers.Operations;

/// <summary>Keeps user data in a secret beside its configuration, which owns it.</summary>
internal sealed class UserDataSecrets(IKubernetesClient client)
{
    /// <summary>The key that the core and machine controllers read.</summary>
    public const string Key = "cloud_config";

    public async Task<NamespacedName> WriteAsync(
        OperatingSystemConfig config,
        byte[] userData,
        CancellationToken cancellationToken
    )
    {
        var present = config.Status?.CloudConfig?.SecretRef;
        var secret = new ObjectKey(
            present?.Namespace ?? config.Metadata.Namespace,
            present?.Name ?? $"osc-result-{config.Metadata.Name}"
        );
        await client.CreateOrPatchAsync<Secret>(
            secret,
            current => Wanted(current, secret, config, userData),
            cancellationToken
        );
        return new NamespacedName { Name = secret.Name, Namespace = secret.Namespace };
    }

    private static Secret Wanted(Secret? current, ObjectKey key, OperatingSystemConfig config, byte[] userData)
    {
        var secret =
            current
            ?? new Secret
            {
                Metadata = new ObjectMeta { Name = key.Name, Namespace = key.Namespace },
            };
        var owner = new OwnerReference
        {
            ApiVersion = config.ApiVersion,
            Kind = config.Kind,
            Name = config.Metadata.Name,
            Uid = config.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };
        var others = (secret.Metadata.OwnerReferences ?? []).Where(other => other.Uid != owner.Uid);
        return secret with
        {
            Metadata = secret.Metadata with { OwnerReferences = [.. others, owner] },
            Data = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [Key] = userData },
        };
    }
}
