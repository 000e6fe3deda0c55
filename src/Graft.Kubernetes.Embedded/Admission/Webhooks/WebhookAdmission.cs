using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Patches;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>Asks the webhooks that are registered in the cluster: mutating ones one after the other, validating ones at once.</summary>
internal sealed partial class WebhookAdmission(
    ObjectStore store,
    ResourceRegistry registry,
    IAuthorizer authorizer,
    TimeProvider time,
    ILogger logger
) : IDisposable
{
    private readonly WebhookSet _mutating = new(store, authorizer, "mutatingwebhookconfigurations");
    private readonly WebhookSet _validating = new(store, authorizer, "validatingwebhookconfigurations");
    private readonly WebhookMatcher _matcher = new(store, registry);

    /// <summary>Those that want to are asked a second time where others changed the object after them.</summary>
    public async Task MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var asked = new List<Webhook>();
        var again = new HashSet<Webhook>();
        foreach (var webhook in _mutating.Current())
        {
            if (await TryMutateAsync(webhook, attributes, cancellationToken) is not { } isChanged)
            {
                continue;
            }
            if (isChanged)
            {
                again.UnionWith(asked.Where(earlier => earlier.IsReinvoked));
            }
            asked.Add(webhook);
        }
        foreach (var webhook in asked.Where(again.Contains))
        {
            await TryMutateAsync(webhook, attributes, cancellationToken);
        }
    }

    public async Task ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var asked = new List<Task>();
        foreach (var webhook in _validating.Current())
        {
            if (_matcher.Match(webhook, attributes) is { } version)
            {
                asked.Add(AskAsync(webhook, attributes, version, cancellationToken));
            }
        }
        await Task.WhenAll(asked);
    }

    public void Dispose()
    {
        _mutating.Dispose();
        _validating.Dispose();
    }

    /// <summary>Whether the object was changed; null where the webhook was not asked.</summary>
    private async Task<bool?> TryMutateAsync(
        Webhook webhook,
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    )
    {
        if (_matcher.Match(webhook, attributes) is not { } version)
        {
            return null;
        }
        var before = attributes.Object;
        if (await AskAsync(webhook, attributes, version, cancellationToken) is { } response)
        {
            Patch(webhook, attributes, response);
        }
        return !ReferenceEquals(before, attributes.Object) && !JsonNode.DeepEquals(before, attributes.Object);
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
            var review = AdmissionReviews.Request(
                attributes,
                version,
                Guid.NewGuid().ToString(),
                webhook.ReviewVersion
            );
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
