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
    private readonly Warnings _warnings = new(http.Response.Headers);

    public HttpContext Http => http;

    public RequestPath Path => path;

    public ResourceDefinition Definition => definition;

    /// <summary>What was allowed.</summary>
    public AccessAttributes Access => access;

    /// <summary>The kind whose objects are stored, where <see cref="Definition"/> shows those of another.</summary>
    public ResourceDefinition Stored => definition.Stored;

    public UserInfo User => access.User;

    public CancellationToken Aborted => http.RequestAborted;

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var values) ? (string?)values : null;

    /// <summary>Every value of a parameter that may stand several times; empty ones are left out.</summary>
    public IReadOnlyList<string> QueryAll(string name) =>
        [.. http.Request.Query[name].OfType<string>().Where(value => value.Length > 0)];

    public bool Flag(string name) => OptionalFlag(name) == true;

    /// <summary>A flag of the query, read as Go reads it: whatever is there and is not false or 0 is true.</summary>
    public bool? OptionalFlag(string name) => Query(name) is { } text ? QueryFlag.IsTrue(text) : null;

    /// <summary>Changes are asked for, not the state: by <c>watch=true</c> or by the older paths below <c>/watch/</c>.</summary>
    public bool IsWatch => path.IsWatch || (path.Name is null && Flag("watch"));

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

    /// <exception cref="ApiException">422 where an option has no such value.</exception>
    public WriteContext WriteContext(bool isReplacement = false, bool isApply = false) =>
        WriteQuery.Read(this, isReplacement, isApply);

    /// <summary>Adds a warning to the answer, which kubectl shows.</summary>
    public void Warn(string text) => _warnings.Add(text);
}
