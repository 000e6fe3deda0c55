using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>What the query of a write says: <c>CreateOptions</c>, <c>UpdateOptions</c>, <c>PatchOptions</c>.</summary>
internal static class WriteQuery
{
    private const int LongestManager = 128;

    /// <exception cref="ApiException">422 where an option has no such value.</exception>
    public static WriteContext Read(ApiRequest request, bool isReplacement, bool isApply)
    {
        var manager = request.Query("fieldManager") ?? "";
        var dryRun = request.QueryAll("dryRun");
        var validation = request.Query("fieldValidation") ?? "";
        var errors = new FieldErrors();
        if (request.Http.Request.Method == "PATCH")
        {
            CheckPatch(request, manager, isApply, errors);
        }
        CheckManager(manager, errors);
        if (dryRun.Any(value => value != "All"))
        {
            errors.Add(FieldError.NotSupported(FieldPath.Root("dryRun"), dryRun[0], ["All"]));
        }
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
        {
            errors.Add(
                FieldError.NotSupported(FieldPath.Root("fieldValidation"), validation, ["", "Ignore", "Strict", "Warn"])
            );
        }
        if (!errors.IsEmpty)
        {
            throw ApiException.InvalidOptions(OptionsOf(request), errors);
        }
        return new WriteContext
        {
            User = request.User,
            IsDryRun = dryRun.Count > 0,
            FieldManager = manager.Length > 0 ? manager : Program(request),
            FieldValidation = validation switch
            {
                "Ignore" => FieldValidation.Ignore,
                "Strict" => FieldValidation.Strict,
                _ => FieldValidation.Warn,
            },
            IsReplacement = isReplacement,
            IsApply = isApply,
            Warn = request.Warn,
            Served = request.Definition,
        };
    }

    private static string OptionsOf(ApiRequest request) =>
        request.Http.Request.Method switch
        {
            "POST" => "CreateOptions",
            "PUT" => "UpdateOptions",
            "PATCH" => "PatchOptions",
            _ => "DeleteOptions",
        };

    private static void CheckPatch(ApiRequest request, string manager, bool isApply, FieldErrors errors)
    {
        if (!isApply && request.Query("force") is not null)
        {
            errors.Add(FieldError.Forbidden(FieldPath.Root("force"), "may not be specified for non-apply patch"));
        }
        if (isApply && manager.Length == 0)
        {
            errors.Add(FieldError.Required(FieldPath.Root("fieldManager"), "is required for apply patch"));
        }
    }

    private static void CheckManager(string manager, FieldErrors errors)
    {
        var path = FieldPath.Root("fieldManager");
        if (System.Text.Encoding.UTF8.GetByteCount(manager) > LongestManager)
        {
            errors.Add(FieldError.TooLong(path, manager, LongestManager));
        }
        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!GoSyntax.IsPrintable(rune))
            {
                errors.Add(
                    FieldError.Invalid(
                        path,
                        manager,
                        FormattableString.Invariant($"invalid character U+{rune.Value:X4} (at position {position})")
                    )
                );
            }
            position += rune.Utf8SequenceLength;
        }
    }

    /// <summary>Who names no manager is known by its program: the user agent up to the first slash.</summary>
    private static string Program(ApiRequest request)
    {
        var agent = request.Http.Request.Headers.UserAgent.ToString();
        var end = agent.IndexOfAny(['/', ' ']);
        var name = end >= 0 ? agent[..end] : agent;
        return name.Length == 0 ? "unknown" : name[..Math.Min(name.Length, LongestManager)];
    }
}
