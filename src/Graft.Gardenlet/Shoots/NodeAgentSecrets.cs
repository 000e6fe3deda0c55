using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes;
using Graft.Kubernetes.Yaml;

namespace Graft.Gardenlet.Shoots;

/// <summary>
/// Delivers OperatingSystemConfigs to the node agents: one Secret per pool in the shoot (wire contract, section 5.1), with
/// the extension's units and files, and with the contents of secrets that files refer to.
/// </summary>
internal sealed class NodeAgentSecrets(IKubernetesClient seed, IKubernetesClient shoot)
{
    public const string DataKey = "osc.yaml";

    private const string Role = "operating-system-config";

    public async Task DeployAsync(ShootObjects objects, CancellationToken cancellationToken)
    {
        foreach (var pool in objects.Pools)
        {
            var config = await seed.GetAsync<OperatingSystemConfig>(
                new ObjectKey(objects.TechnicalId, pool.Reconcile.Metadata.Name!),
                cancellationToken
            );
            var secret = Render(pool, await EncodeAsync(config, cancellationToken));
            await shoot.CreateOrPatchAsync<Secret>(
                new ObjectKey(ShootNamespaces.System, pool.Key),
                current =>
                    current is null
                        ? secret
                        : current with
                        {
                            Metadata = current.Metadata with
                            {
                                Labels = secret.Metadata.Labels,
                                Annotations = secret.Metadata.Annotations,
                            },
                            Data = secret.Data,
                        },
                cancellationToken
            );
        }
    }

    /// <summary>Removes the Secrets of pools that are gone or were replaced.</summary>
    public async Task DeleteAllButAsync(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        var options = new ListOptions
        {
            Namespace = ShootNamespaces.System,
            LabelSelector = $"{WellKnown.Labels.GardenerRole}={Role}",
        };
        var secrets = await shoot.ListAsync<Secret>(options, cancellationToken);
        foreach (var stale in secrets.Items.Where(secret => !names.Contains(secret.Metadata.Name!)))
        {
            await shoot.TryDeleteAsync<Secret>(
                new ObjectKey(ShootNamespaces.System, stale.Metadata.Name!),
                cancellationToken
            );
        }
    }

    /// <summary>What a node that has applied the Secret says of itself.</summary>
    public static string ChecksumOf(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));

    private static Secret Render(PoolObjects pool, byte[] data) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = pool.Key,
                Namespace = ShootNamespaces.System,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [WellKnown.Labels.GardenerRole] = Role,
                    [WellKnown.Labels.WorkerPool] = pool.Name,
                },
                Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [WellKnown.Annotations.ChecksumDataScript] = ChecksumOf(data),
                },
            },
            Data = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [DataKey] = data },
            Type = "Opaque",
        };

    // Metadata and the operation's own status differ on every run and mean nothing to a node.
    private async Task<byte[]> EncodeAsync(OperatingSystemConfig config, CancellationToken cancellationToken)
    {
        var delivered = new OperatingSystemConfig
        {
            Spec = config.Spec! with { Files = await ResolveAsync(config, config.Spec.Files, cancellationToken) },
            Status = new OperatingSystemConfigStatus
            {
                ExtensionUnits = config.Status?.ExtensionUnits,
                ExtensionFiles = await ResolveAsync(config, config.Status?.ExtensionFiles, cancellationToken),
                InPlaceUpdates = config.Status?.InPlaceUpdates,
            },
        };
        var json = (JsonObject)JsonSerializer.SerializeToNode(delivered, OperatingSystemConfig.JsonTypeInfo)!;
        var document = new JsonObject();
        foreach (var member in new[] { "apiVersion", "kind", "spec", "status" })
        {
            document[member] = json[member]?.DeepClone();
        }
        return Encoding.UTF8.GetBytes(YamlWriter.Write(document));
    }

    private async Task<IReadOnlyList<OperatingSystemFile>?> ResolveAsync(
        OperatingSystemConfig config,
        IReadOnlyList<OperatingSystemFile>? files,
        CancellationToken cancellationToken
    )
    {
        if (files is null)
        {
            return null;
        }
        var resolved = new List<OperatingSystemFile>(files.Count);
        foreach (var file in files)
        {
            resolved.Add(
                file.Content?.SecretRef is { } reference
                    ? file with
                    {
                        Content = await ReadAsync(config, file, reference, cancellationToken),
                    }
                    : file
            );
        }
        return resolved;
    }

    private async Task<FileContent> ReadAsync(
        OperatingSystemConfig config,
        OperatingSystemFile file,
        FileContentSecretRef reference,
        CancellationToken cancellationToken
    )
    {
        var key = new ObjectKey(config.Metadata.Namespace, reference.Name ?? "");
        var secret = await seed.GetAsync<Secret>(key, cancellationToken);
        if (secret.Data?.TryGetValue(reference.DataKey ?? "", out var data) != true)
        {
            throw new InvalidDataException(
                $"file {file.Path} of OperatingSystemConfig {config.Metadata.Name}: secret {key} has no key \"{reference.DataKey}\""
            );
        }
        return new FileContent
        {
            Inline = new FileContentInline { Encoding = "b64", Data = Convert.ToBase64String(data!) },
            TransmitUnencoded = file.Content?.TransmitUnencoded,
        };
    }
}
