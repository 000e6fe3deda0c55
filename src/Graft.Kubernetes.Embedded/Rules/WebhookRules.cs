using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Admission.Webhooks;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for webhook configurations: only what can be called is stored.</summary>
internal static class WebhookRules
{
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

    public static void Validate(JsonObject value, FieldErrors errors)
    {
        var index = 0;
        foreach (var webhook in value.Objects("webhooks"))
        {
            Validate(webhook, FieldPath.Root("webhooks").Index(index++), errors);
        }
    }

    private static void Validate(JsonObject webhook, FieldPath path, FieldErrors errors)
    {
        var name = webhook.Text("name") ?? "";
        if (NameRules.CheckSubdomain(name) is [var fault, ..])
        {
            errors.Add(FieldError.Invalid(path.Child("name"), name, fault));
        }
        else if (name.Split('.').Length < 3)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("name"),
                    name,
                    "should be a domain with at least three segments separated by dots"
                )
            );
        }
        if (!webhook.Texts("admissionReviewVersions").Any(AdmissionReviews.Speaks))
        {
            errors.Add(FieldError.Required(path.Child("admissionReviewVersions"), "must specify one of v1, v1beta1"));
        }
        if (webhook.Text("sideEffects") is not ("None" or "NoneOnDryRun"))
        {
            errors.Add(
                FieldError.NotSupported(
                    path.Child("sideEffects"),
                    webhook.Text("sideEffects") ?? "",
                    ["None", "NoneOnDryRun"]
                )
            );
        }
        if (webhook.Number("timeoutSeconds") is not (null or (>= 1 and <= 30)))
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("timeoutSeconds"),
                    webhook.Number("timeoutSeconds"),
                    "the timeout value must be between 1 and 30 seconds"
                )
            );
        }
        ValidateRules(webhook, path.Child("rules"), errors);
        MatchConditionRules.Validate(webhook, path.Child("matchConditions"), errors);
        ValidateClient(webhook.ObjectAt("clientConfig") ?? [], path.Child("clientConfig"), errors);
        ValidateSelectors(webhook, path, errors);
    }

    private static void ValidateRules(JsonObject webhook, FieldPath path, FieldErrors errors)
    {
        var index = 0;
        foreach (var rule in webhook.Objects("rules"))
        {
            var at = path.Index(index++);
            foreach (var list in (ReadOnlySpan<string>)["operations", "apiGroups", "apiVersions", "resources"])
            {
                if (!rule.Texts(list).Any())
                {
                    errors.Add(FieldError.Required(at.Child(list), ""));
                }
            }
            var position = 0;
            foreach (var operation in rule.Texts("operations"))
            {
                if (!Operations.Contains(operation, StringComparer.Ordinal))
                {
                    errors.Add(FieldError.NotSupported(at.Child("operations").Index(position), operation, Operations));
                }
                position++;
            }
        }
    }

    private static void ValidateClient(JsonObject client, FieldPath path, FieldErrors errors)
    {
        var url = client.Text("url");
        var service = client.ObjectAt("service");
        if (url is null == service is null)
        {
            errors.Add(FieldError.Required(path, "exactly one of url or service is required"));
        }
        else if (
            url is not null
            && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps)
        )
        {
            errors.Add(FieldError.Invalid(path.Child("url"), url, "'https' is the only allowed URL scheme"));
        }
        else if (service is not null)
        {
            foreach (var field in (ReadOnlySpan<string>)["name", "namespace"])
            {
                if (string.IsNullOrEmpty(service.Text(field)))
                {
                    errors.Add(FieldError.Required(path.Child("service").Child(field), $"service {field} is required"));
                }
            }
        }
    }

    private static void ValidateSelectors(JsonObject webhook, FieldPath path, FieldErrors errors)
    {
        foreach (var field in (ReadOnlySpan<string>)["namespaceSelector", "objectSelector"])
        {
            try
            {
                LabelSelector.From(webhook.ObjectAt(field));
            }
            catch (Errors.ApiException exception)
            {
                errors.Add(FieldError.Invalid(path.Child(field), webhook.ObjectAt(field), exception.Message));
            }
        }
    }
}
