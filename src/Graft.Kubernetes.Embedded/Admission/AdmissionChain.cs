using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Admission.Webhooks;
using Graft.Kubernetes.Embedded.Errors;

namespace Graft.Kubernetes.Embedded.Admission;

/// <summary>Everything a request must pass: the plugins, then the webhooks.</summary>
internal sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins, WebhookAdmission webhooks)
{
    public async Task MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            if (plugin.Handles(attributes))
            {
                ThrowIf(await plugin.MutateAsync(attributes, cancellationToken));
            }
        }
        await webhooks.MutateAsync(attributes, cancellationToken);
    }

    public async Task ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            if (plugin.Handles(attributes))
            {
                ThrowIf(await plugin.ValidateAsync(attributes, cancellationToken));
            }
        }
        await webhooks.ValidateAsync(attributes, cancellationToken);
    }

    private static void ThrowIf(AdmissionRefusal? refusal)
    {
        if (refusal is null)
        {
            return;
        }
        var causes = new JsonArray();
        foreach (var cause in refusal.Causes)
        {
            causes.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["reason"] = cause.Reason,
                        ["message"] = cause.Body,
                        ["field"] = cause.Field,
                    }
            );
        }
        var details = causes.Count == 0 ? null : new JsonObject { ["causes"] = causes };
        throw new ApiException(refusal.Code, refusal.Reason, refusal.Message, details);
    }
}
