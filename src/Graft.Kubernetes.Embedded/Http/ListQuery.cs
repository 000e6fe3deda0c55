using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>What the query of a list or watch asks for: <c>ListOptions</c>, checked as kube-apiserver checks them.</summary>
internal sealed record ListQuery
{
    private const string Exact = "Exact";
    private const string NotOlderThan = "NotOlderThan";

    public required LabelSelector Labels { get; init; }

    public required FieldSelector Fields { get; init; }

    /// <summary>The largest number of objects in the answer; 0 and less take all.</summary>
    public long Limit { get; init; }

    /// <summary>Where the page before ended; empty for the first.</summary>
    public string Continue { get; init; } = "";

    /// <summary>Null and 0 take any state.</summary>
    public long? ResourceVersion { get; init; }

    /// <summary>The list is to show the very state of <see cref="ResourceVersion"/>.</summary>
    public bool IsExact { get; init; }

    /// <summary>Any state that is not older than <see cref="ResourceVersion"/> will do.</summary>
    public bool IsNotOlderThan { get; init; }

    /// <summary>How long a watch may last; null leaves it to the server.</summary>
    public TimeSpan? Timeout { get; init; }

    public bool AllowsBookmarks { get; init; }

    /// <summary>Whether a watch begins with the state; null leaves it to <see cref="ResourceVersion"/>.</summary>
    public bool? SendsInitialEvents { get; init; }

    /// <exception cref="ApiException">400 for what cannot be read, 422 for options that contradict each other.</exception>
    public static ListQuery Read(ApiRequest request)
    {
        var match = request.Query("resourceVersionMatch") ?? "";
        var query = new ListQuery
        {
            Labels = LabelSelector.Parse(request.Query("labelSelector")),
            Fields = FieldSelector.Parse(request.Query("fieldSelector"), request.Definition),
            Limit = request.Number("limit") ?? 0,
            Continue = request.Query("continue") ?? "",
            IsExact = match == Exact,
            IsNotOlderThan = match == NotOlderThan,
            Timeout = request.Number("timeoutSeconds") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
            AllowsBookmarks = request.Flag("allowWatchBookmarks"),
            SendsInitialEvents = request.OptionalFlag("sendInitialEvents"),
        };
        var errors = new FieldErrors();
        if (request.IsWatch)
        {
            query.CheckWatch(match, errors);
        }
        else
        {
            query.CheckList(match, request.Query("resourceVersion") ?? "", errors);
        }
        return errors.IsEmpty
            ? query with
            {
                ResourceVersion = request.ResourceVersion,
            }
            : throw ApiException.InvalidOptions("ListOptions", errors);
    }

    private void CheckList(string match, string version, FieldErrors errors)
    {
        var path = FieldPath.Root("resourceVersionMatch");
        if (match.Length > 0)
        {
            if (version.Length == 0)
            {
                errors.Add(
                    FieldError.Forbidden(path, "resourceVersionMatch is forbidden unless resourceVersion is provided")
                );
            }
            CheckMatchWithContinue(path, errors);
            if (match is not (Exact or NotOlderThan))
            {
                errors.Add(FieldError.NotSupported(path, match, [Exact, NotOlderThan, ""]));
            }
            if (match == Exact && version == "0")
            {
                errors.Add(
                    FieldError.Forbidden(path, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")
                );
            }
        }
        if (SendsInitialEvents is not null)
        {
            errors.Add(
                FieldError.Forbidden(FieldPath.Root("sendInitialEvents"), "sendInitialEvents is forbidden for list")
            );
        }
    }

    private void CheckWatch(string match, FieldErrors errors)
    {
        var path = FieldPath.Root("resourceVersionMatch");
        if (SendsInitialEvents is not null && match != NotOlderThan)
        {
            errors.Add(
                FieldError.Forbidden(path, $"sendInitialEvents requires setting resourceVersionMatch to {NotOlderThan}")
            );
        }
        if (match.Length == 0)
        {
            return;
        }
        if (SendsInitialEvents is null)
        {
            errors.Add(
                FieldError.Forbidden(
                    path,
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
                )
            );
        }
        if (match != NotOlderThan)
        {
            errors.Add(FieldError.NotSupported(path, match, [NotOlderThan]));
        }
        CheckMatchWithContinue(path, errors);
    }

    private void CheckMatchWithContinue(FieldPath path, FieldErrors errors)
    {
        if (Continue.Length > 0)
        {
            errors.Add(FieldError.Forbidden(path, "resourceVersionMatch is forbidden when continue is provided"));
        }
    }
}
