using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Patches;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>Asks the webhooks that are registered in the cluster: mutating ones one after the other, validating ones at once.</summary>
internal sealed partial class WebhookAdmission(
    ObjectStore store,
    ResourceRegistry registry,
    TimeProvider time,
    ILogger logger
) : IDisposable
{
    private readonly WebhookSet _mutating = new(store, "mutatingwebhookconfigurations");
    private readonly WebhookSet _validating = new(store, "validatingwebhookconfigurations");

    public async Task MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        foreach (var (webhook, version) in Matching(_mutating, attributes))
        {
            if (await AskAsync(webhook, attributes, version, cancellationToken) is { } response)
            {
                Patch(webhook, attributes, response);
            }
        }
    }

    public async Task ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var asked = Matching(_validating, attributes)
            .Select(match => AskAsync(match.Webhook, attributes, match.Version, cancellationToken))
            .ToList();
        foreach (var answer in asked)
        {
            await answer;
        }
    }

    public void Dispose()
    {
        _mutating.Dispose();
        _validating.Dispose();
    }

    private List<(Webhook Webhook, string Version)> Matching(WebhookSet set, AdmissionAttributes attributes)
    {
        var webhooks = set.Current();
        var matching = new List<(Webhook, string)>();
        // Else a broken webhook could forbid its own removal.
        if (webhooks.Count == 0 || attributes.Group == "admissionregistration.k8s.io")
        {
            return matching;
        }
        var labels = NamespaceLabels(attributes);
        foreach (var webhook in webhooks)
        {
            if (RuleVersion(webhook, attributes) is { } version && webhook.Selects(attributes, labels))
            {
                matching.Add((webhook, version));
            }
        }
        return matching;
    }

    /// <summary>The version in which a webhook wants to see the object; null where no rule names it.</summary>
    private string? RuleVersion(Webhook webhook, AdmissionAttributes attributes)
    {
        if (webhook.HasRule(attributes, attributes.Version))
        {
            return attributes.Version;
        }
        return webhook.MatchesEquivalent
            ? registry
                .All.Where(each => each.Group == attributes.Group && each.Plural == attributes.Resource)
                .Select(each => each.Version)
                .FirstOrDefault(version => webhook.HasRule(attributes, version))
            : null;
    }

    private IReadOnlyDictionary<string, string>? NamespaceLabels(AdmissionAttributes attributes)
    {
        var name = attributes is { Group: "", Resource: "namespaces" } ? attributes.Name : attributes.Namespace;
        if (name is null)
        {
            return null;
        }
        return store.Find(NamespaceGate.Namespaces, "", name)?.Labels
            ?? new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>The response of a webhook that allows; null where a failure is ignored.</summary>
    private async Task<JsonObject?> AskAsync(
        Webhook webhook,
        AdmissionAttributes attributes,
        string version,
        CancellationToken cancellationToken
    )
    {
        if (attributes.IsDryRun && !webhook.SupportsDryRun)
        {
            throw ApiException.BadRequest($"admission webhook \"{webhook.Name}\" does not support dry run");
        }
        JsonObject response;
        try
        {
            var review = AdmissionReviews.Request(attributes, version, Guid.NewGuid().ToString());
            response = await webhook.Client.CallAsync(review, time, cancellationToken);
        }
        catch (WebhookFailedException exception) when (webhook.IgnoresFailure)
        {
            Log.Ignored(logger, webhook.Name, exception.Message);
            return null;
        }
        catch (WebhookFailedException exception)
        {
            throw ApiException.Internal($"failed calling webhook \"{webhook.Name}\": {exception.Message}", exception);
        }
        foreach (var warning in response.Texts("warnings"))
        {
            attributes.Warn(warning);
        }
        return response.Flag("allowed") ? response : throw Denied(webhook, response.ObjectAt("status") ?? []);
    }

    private static void Patch(Webhook webhook, AdmissionAttributes attributes, JsonObject response)
    {
        if (response.Text("patch") is not { Length: > 0 } encoded || attributes.Object is null)
        {
            return;
        }
        try
        {
            if (JsonNode.Parse(Convert.FromBase64String(encoded)) is JsonArray operations)
            {
                attributes.Object = JsonPatch.Apply(attributes.Object, operations) as JsonObject ?? attributes.Object;
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException or JsonPatchException)
        {
            throw ApiException.Internal(
                $"admission webhook \"{webhook.Name}\" sent a patch that cannot be applied: {exception.Message}",
                exception
            );
        }
    }

    private static ApiException Denied(Webhook webhook, JsonObject status)
    {
        var denied = $"admission webhook \"{webhook.Name}\" denied the request";
        var reason = status.Text("reason") ?? "";
        var message = status.Text("message") switch
        {
            { Length: > 0 } said => $"{denied}: {said}",
            _ when reason.Length > 0 => $"{denied}: {reason}",
            _ => $"{denied} without explanation",
        };
        var code = (int)Math.Clamp(status.Number("code") ?? 400, 400, 599);
        return new ApiException(code, reason, message, status.ObjectAt("details"));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} failed and is ignored: {Why}")]
        public static partial void Ignored(ILogger logger, string webhook, string why);
    }
}
