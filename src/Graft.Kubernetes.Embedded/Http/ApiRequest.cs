using System.Globalization;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Security;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>One request for a kind, with what its URL and headers say.</summary>
internal sealed class ApiRequest(
    HttpContext http,
    RequestPath path,
    ResourceDefinition definition,
    AccessAttributes access
)
{
    public HttpContext Http => http;

    public RequestPath Path => path;

    public ResourceDefinition Definition => definition;

    /// <summary>What was allowed.</summary>
    public AccessAttributes Access => access;

    public UserInfo User => access.User;

    public CancellationToken Aborted => http.RequestAborted;

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var values) ? (string?)values : null;

    /// <summary>Anything but <c>false</c> and <c>0</c> is true, as in kube-apiserver.</summary>
    public bool Flag(string name) => QueryFlag.IsTrue(Query(name));

    /// <summary>A whole number in the query; null when it is missing.</summary>
    public long? Number(string name)
    {
        var text = Query(name);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiException.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    /// <summary>The resource version that a list or watch starts from; null or 0 takes any.</summary>
    public long? ResourceVersion
    {
        get
        {
            var text = Query("resourceVersion");
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw ApiException.BadRequest(
                    $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax"
                );
        }
    }

    public WriteContext WriteContext(bool isReplacement = false, bool isApply = false) =>
        new()
        {
            User = access.User,
            IsDryRun = IsDryRun(),
            FieldManager = FieldManager(),
            FieldValidation = Validation(),
            IsReplacement = isReplacement,
            IsApply = isApply,
            Warn = Warn,
        };

    /// <summary>Adds a warning to the answer, which kubectl shows.</summary>
    public void Warn(string text)
    {
        var quoted = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        http.Response.Headers.Append("Warning", $"299 - \"{quoted.ReplaceLineEndings(" ")}\"");
    }

    private bool IsDryRun() =>
        Query("dryRun") switch
        {
            null or "" => false,
            "All" => true,
            var other => throw new ApiException(
                422,
                "Invalid",
                $"CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: \"{other}\": supported values: \"All\""
            ),
        };

    private FieldValidation Validation() =>
        Query("fieldValidation") switch
        {
            null or "" or "Warn" => FieldValidation.Warn,
            "Ignore" => FieldValidation.Ignore,
            "Strict" => FieldValidation.Strict,
            var other => throw new ApiException(
                422,
                "Invalid",
                $"CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Invalid value: \"{other}\": unsupported field validation directive: supported values: \"Ignore\", \"Strict\", \"Warn\""
            ),
        };

    private string FieldManager()
    {
        if (Query("fieldManager") is { Length: > 0 } named)
        {
            return named;
        }
        var agent = http.Request.Headers.UserAgent.ToString();
        var end = agent.IndexOfAny(['/', ' ']);
        var name = end >= 0 ? agent[..end] : agent;
        return name.Length == 0 ? "unknown" : name[..Math.Min(name.Length, 128)];
    }
}
