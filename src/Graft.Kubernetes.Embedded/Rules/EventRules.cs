using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for events, in the form in which they are stored. Their own group wants more than the core group.</summary>
internal static class EventRules
{
    private const int LongestWord = 128;
    private const int LongestNote = 1024;

    /// <summary>What an update through the newer group must leave as it is.</summary>
    private static readonly string[] Immutable =
    [
        "involvedObject",
        "reason",
        "message",
        "source",
        "firstTimestamp",
        "lastTimestamp",
        "count",
        "type",
        "eventTime",
        "action",
        "related",
        "reportingComponent",
        "reportingInstance",
    ];

    public static void Validate(JsonObject value, JsonObject? old, ResourceDefinition served, FieldErrors errors)
    {
        ValidateNamespace(value, errors);
        if (value.Text("eventTime") is not null)
        {
            ValidateNewForm(value, errors);
        }
        if (served.Group.Length == 0)
        {
            return;
        }
        if (old is null)
        {
            ValidateCreation(value, errors);
        }
        else
        {
            ValidateUpdate(value, old, errors);
        }
    }

    private static void ValidateNamespace(JsonObject value, FieldErrors errors)
    {
        var own = value.Text("metadata", "namespace") ?? "";
        var regarding = value.Text("involvedObject", "namespace") ?? "";
        var isNewForm = value.Text("eventTime") is not null;
        var isInPlace =
            regarding.Length == 0
                ? own == "default" || (isNewForm && own == "kube-system")
                : isNewForm || regarding == own;
        if (!isInPlace)
        {
            var path = FieldPath.Root("involvedObject").Child("namespace");
            errors.Add(FieldError.Invalid(path, regarding, "does not match event.namespace"));
        }
    }

    private static void ValidateNewForm(JsonObject value, FieldErrors errors)
    {
        var controller = value.Text("reportingComponent") ?? "";
        var path = FieldPath.Root("reportingController");
        if (controller.Length == 0)
        {
            errors.Add(FieldError.Required(path, ""));
        }
        foreach (var fault in NameRules.CheckQualifiedName(controller))
        {
            errors.Add(FieldError.Invalid(path, controller, fault));
        }
        foreach (var name in (ReadOnlySpan<string>)["reportingInstance", "action", "reason"])
        {
            var word = value.Text(name) ?? "";
            if (word.Length == 0)
            {
                errors.Add(FieldError.Required(FieldPath.Root(name), ""));
            }
            CheckLength(word, name, LongestWord, errors);
        }
        CheckLength(value.Text("message") ?? "", "message", LongestNote, errors);
    }

    private static void CheckLength(string text, string name, int longest, FieldErrors errors)
    {
        if (text.Length > longest)
        {
            errors.Add(
                FieldError.Invalid(
                    FieldPath.Root(name),
                    "",
                    FormattableString.Invariant($"can have at most {longest} characters")
                )
            );
        }
    }

    private static void ValidateCreation(JsonObject value, FieldErrors errors)
    {
        ValidateSeries(value, errors);
        if (value.Text("eventTime") is null)
        {
            errors.Add(FieldError.Required(FieldPath.Root("eventTime"), ""));
        }
        if (value.Text("type") is not ("Normal" or "Warning"))
        {
            errors.Add(FieldError.Invalid(FieldPath.Root("type"), "", $"has invalid value: {value.Text("type")}"));
        }
        foreach (var name in (ReadOnlySpan<string>)["firstTimestamp", "lastTimestamp", "count", "source"])
        {
            if (value[name] is not (null or JsonObject { Count: 0 }))
            {
                errors.Add(FieldError.Invalid(FieldPath.Root(name), "", "needs to be unset"));
            }
        }
    }

    private static void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        if (!JsonNode.DeepEquals(value["series"], old["series"]))
        {
            ValidateSeries(value, errors);
        }
        foreach (var name in Immutable)
        {
            if (!JsonNode.DeepEquals(value[name], old[name]))
            {
                var path = FieldPath.Root(name == "reportingComponent" ? "reportingController" : name);
                errors.Add(FieldError.Invalid(path, value[name], "field is immutable"));
            }
        }
    }

    private static void ValidateSeries(JsonObject value, FieldErrors errors)
    {
        if (value.ObjectAt("series") is not { } series)
        {
            return;
        }
        if ((series.Number("count") ?? 0) < 2)
        {
            errors.Add(FieldError.Invalid(FieldPath.Root("series").Child("count"), "", "should be at least 2"));
        }
        if (series.Text("lastObservedTime") is null)
        {
            errors.Add(FieldError.Required(FieldPath.Root("series").Child("lastObservedTime"), ""));
        }
    }
}
