using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>
/// The provider configuration of a container runtime is opaque, except that it must not be of an API version that exists
/// only inside of programs (wire contract 3.5, step 7).
/// </summary>
internal static class ProviderConfigRules
{
    private const string InternalVersion = "__internal";

    public static void Check(Shoot shoot, FieldErrors errors)
    {
        var pools = shoot.Spec?.Provider?.Workers ?? [];
        for (var i = 0; i < pools.Count; i++)
        {
            var runtimes = pools[i].Cri?.ContainerRuntimes ?? [];
            for (var j = 0; j < runtimes.Count; j++)
            {
                if (
                    runtimes[j].ProviderConfig is { ValueKind: JsonValueKind.Object } config
                    && InternalKind(config) is { } kind
                )
                {
                    var path = FieldPath.Root("spec").Child("provider", "workers").Index(i);
                    errors.Add(
                        FieldError.Invalid(
                            path.Child("cri", "containerRuntimes").Index(j).Child("providerConfig"),
                            kind,
                            "must not use apiVersion 'internal'"
                        )
                    );
                }
            }
        }
    }

    private static string? InternalKind(JsonElement config)
    {
        var apiVersion = Text(config, "apiVersion");
        var slash = apiVersion.LastIndexOf('/');
        return apiVersion[(slash + 1)..] == InternalVersion
            ? $"{apiVersion[..Math.Max(slash, 0)]}/{InternalVersion}, Kind={Text(config, "kind")}"
            : null;
    }

    private static string Text(JsonElement config, string member) =>
        config.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
