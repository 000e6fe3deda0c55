using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Admission;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>
/// Makes every new pod somebody to the API: its service account must be there, and a token for it is mounted unless pod
/// or account say no.
/// </summary>
/// <param name="store">Where the accounts are.</param>
/// <param name="ensureDefault">Makes the default account of a namespace so new that nobody has made it yet.</param>
internal sealed class ServiceAccountAdmission(ObjectStore store, Func<string, CancellationToken, Task> ensureDefault)
    : IAdmissionPlugin
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string VolumePrefix = "kube-api-access-";
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    // The duration that kubelets renew well before its end.
    private const long TokenSeconds = 3607;

    public bool Handles(AdmissionAttributes attributes) =>
        attributes is { Operation: AdmissionOperation.Create, Group: "", Resource: "pods", Subresource: null };

    public async ValueTask<AdmissionRefusal?> MutateAsync(
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    )
    {
        if (attributes.Object!.Text("metadata", "annotations", MirrorAnnotation) is not null)
        {
            return null;
        }
        var spec = attributes.Object!.Child("spec");
        if (string.IsNullOrEmpty(spec.Text("serviceAccountName")))
        {
            spec["serviceAccountName"] = NamespaceIdentity.DefaultAccount;
        }
        var name = spec.Text("serviceAccountName")!;
        spec["serviceAccount"] = name;
        if (await FindAsync(attributes.Namespace!, name, cancellationToken) is not { } account)
        {
            return AdmissionRefusal.Forbidden(
                attributes,
                $"error looking up service account {attributes.Namespace}/{name}: serviceaccount \"{name}\" not found"
            );
        }
        if (Mounts(spec, account))
        {
            Mount(spec);
        }
        if (spec["imagePullSecrets"] is null && account.Value["imagePullSecrets"] is { } secrets)
        {
            spec.SetCopy("imagePullSecrets", secrets);
        }
        return null;
    }

    public ValueTask<AdmissionRefusal?> ValidateAsync(
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    )
    {
        var isMirror = attributes.Object!.Text("metadata", "annotations", MirrorAnnotation) is not null;
        var refusal =
            isMirror && attributes.Object!.Text("spec", "serviceAccountName") is { Length: > 0 }
                ? AdmissionRefusal.Forbidden(attributes, "a mirror pod may not reference service accounts")
                : null;
        return ValueTask.FromResult(refusal);
    }

    private async ValueTask<StoredObject?> FindAsync(string place, string name, CancellationToken cancellationToken)
    {
        var found = store.Find(ServiceAccountTokens.ServiceAccounts, place, name);
        if (found is null && name == NamespaceIdentity.DefaultAccount)
        {
            await ensureDefault(place, cancellationToken);
            found = store.Find(ServiceAccountTokens.ServiceAccounts, place, name);
        }
        return found;
    }

    private static bool Mounts(JsonObject spec, StoredObject account)
    {
        const string Field = "automountServiceAccountToken";
        var said = spec[Field] ?? account.Value[Field];
        return said is null || said.GetValue<bool>();
    }

    private static void Mount(JsonObject spec)
    {
        var name = spec.Objects("volumes")
            .Select(volume => volume.Text("name") ?? "")
            .FirstOrDefault(each => each.StartsWith(VolumePrefix, StringComparison.Ordinal));
        var isNew = name is null;
        name ??= VolumePrefix + RandomNumberGenerator.GetString(SuffixLetters, 5);
        var isMounted = false;
        foreach (var container in spec.Objects("initContainers").Concat(spec.Objects("containers")))
        {
            if (container.Objects("volumeMounts").Any(mount => mount.Text("mountPath") == MountPath))
            {
                continue;
            }
            isMounted = true;
            List(container, "volumeMounts")
                .Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = name,
                            ["readOnly"] = true,
                            ["mountPath"] = MountPath,
                        }
                );
        }
        if (isMounted && isNew)
        {
            List(spec, "volumes").Add((JsonNode)Volume(name));
        }
    }

    private static JsonArray List(JsonObject value, string name) => (JsonArray)(value[name] ??= new JsonArray());

    private static JsonObject Volume(string name)
    {
        var token = new JsonObject { ["expirationSeconds"] = TokenSeconds, ["path"] = "token" };
        var authority = new JsonObject
        {
            ["name"] = NamespaceIdentity.RootCertificates,
            ["items"] = new JsonArray((JsonNode)new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
        };
        var place = new JsonObject
        {
            ["path"] = "namespace",
            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
        };
        JsonArray sources =
        [
            new JsonObject { ["serviceAccountToken"] = token },
            new JsonObject { ["configMap"] = authority },
            new JsonObject { ["downwardAPI"] = new JsonObject { ["items"] = new JsonArray((JsonNode)place) } },
        ];
        return new JsonObject
        {
            ["name"] = name,
            ["projected"] = new JsonObject { ["sources"] = sources, ["defaultMode"] = 420 },
        };
    }
}
