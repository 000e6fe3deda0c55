using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Writes the authorities that a webhook server's callers must trust into webhook configurations that somebody else made, such
/// as a chart. Nothing but <c>clientConfig.caBundle</c> is touched, nothing is written where nothing differs, and changes that
/// others make at the same time are kept.
/// </summary>
public sealed class CaBundleInjector(IKubernetesClient client, CaBundleTargets targets)
{
    private const int MostTries = 10;

    /// <summary>Brings all targets to this bundle; to be given to <see cref="ServingCertificates.EnsureAsync"/>.</summary>
    /// <exception cref="KubernetesException">A target does not exist, or may not be written.</exception>
    public async Task PublishAsync(byte[] caBundle, CancellationToken cancellationToken)
    {
        await PublishAsync<ValidatingWebhookConfiguration>(
            targets.Validating,
            one => one.Webhooks,
            caBundle,
            cancellationToken
        );
        await PublishAsync<MutatingWebhookConfiguration>(
            targets.Mutating,
            one => one.Webhooks,
            caBundle,
            cancellationToken
        );
    }

    private async Task PublishAsync<T>(
        IReadOnlyList<string> names,
        Func<T, IReadOnlyList<AdmissionWebhook>?> webhooksOf,
        byte[] caBundle,
        CancellationToken cancellationToken
    )
        where T : class, IResource<T>
    {
        var all = names.ToHashSet(StringComparer.Ordinal);
        if (targets.LabelSelector is { } selector)
        {
            var found = await client.ListAsync<T>(new ListOptions { LabelSelector = selector }, cancellationToken);
            all.UnionWith(found.Items.Select(item => item.Metadata.Name!));
        }
        foreach (var name in all.Order(StringComparer.Ordinal))
        {
            await PublishAsync(new ObjectKey(name), webhooksOf, caBundle, cancellationToken);
        }
    }

    private async Task PublishAsync<T>(
        ObjectKey key,
        Func<T, IReadOnlyList<AdmissionWebhook>?> webhooksOf,
        byte[] caBundle,
        CancellationToken cancellationToken
    )
        where T : class, IResource<T>
    {
        for (var tries = 1; ; tries++)
        {
            var current = await client.GetAsync<T>(key, cancellationToken);
            var changes = Changes(webhooksOf(current) ?? [], caBundle);
            if (changes.Count == 0)
            {
                return;
            }
            try
            {
                await client.PatchAsync<T>(key, Patch.Json(changes), cancellationToken);
                return;
            }
            catch (KubernetesException exception)
                when (tries < MostTries && (exception.IsConflict || exception.IsInvalid))
            {
                // The list of webhooks has changed since it was read.
            }
        }
    }

    /// <summary>
    /// Sets the bundle where it differs. Each webhook is found by its place and tested for its name, so that a list that has
    /// changed meanwhile refuses the patch.
    /// </summary>
    private JsonArray Changes(IReadOnlyList<AdmissionWebhook> webhooks, byte[] caBundle)
    {
        var changes = new JsonArray();
        for (var i = 0; i < webhooks.Count; i++)
        {
            var webhook = webhooks[i];
            if (
                targets.Webhooks?.Contains(webhook.Name, StringComparer.Ordinal) == false
                || webhook.ClientConfig?.CaBundle?.AsSpan().SequenceEqual(caBundle) == true
            )
            {
                continue;
            }
            changes.Add(Operation("test", $"/webhooks/{i}/name", webhook.Name));
            changes.Add(Operation("add", $"/webhooks/{i}/clientConfig/caBundle", Convert.ToBase64String(caBundle)));
        }
        return changes;
    }

    private static JsonNode Operation(string name, string path, string? value) =>
        new JsonObject
        {
            ["op"] = name,
            ["path"] = path,
            ["value"] = value,
        };
}
