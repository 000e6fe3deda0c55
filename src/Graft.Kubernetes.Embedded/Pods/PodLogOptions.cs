using System.Globalization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Pods;

/// <summary>What of a log is asked for, by the names of the request's parameters.</summary>
internal sealed record PodLogOptions
{
    public string? Container { get; private init; }

    public bool Follow { get; private init; }

    public bool Previous { get; private init; }

    public bool Timestamps { get; private init; }

    /// <summary>How many lines from the end; all of them when null.</summary>
    public long? TailLines { get; private init; }

    /// <summary>No more bytes than these.</summary>
    public long? LimitBytes { get; private init; }

    /// <summary>Nothing older than this.</summary>
    public DateTimeOffset? Since { get; private init; }

    /// <summary><c>stdout</c> or <c>stderr</c>; both when null.</summary>
    public string? Stream { get; private init; }

    /// <exception cref="ApiException">422 where a value is out of its range, 400 where it is none.</exception>
    public static PodLogOptions Read(ApiRequest request, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var seconds = Positive(request, "sinceSeconds", errors);
        var time = request.Query("sinceTime");
        if (seconds is not null && !string.IsNullOrEmpty(time))
        {
            errors.Add(
                FieldError.Forbidden(
                    FieldPath.Root(""),
                    "at most one of `sinceTime` or `sinceSeconds` may be specified"
                )
            );
        }
        var lines = request.Number("tailLines");
        if (lines < 0)
        {
            errors.Add(FieldError.Invalid(FieldPath.Root("tailLines"), lines, "must be greater than or equal to 0"));
        }
        var options = new PodLogOptions
        {
            Container = request.Query("container"),
            Follow = request.Flag("follow"),
            Previous = request.Flag("previous"),
            Timestamps = request.Flag("timestamps"),
            TailLines = lines,
            LimitBytes = Positive(request, "limitBytes", errors),
            Since = seconds is { } age ? now - TimeSpan.FromSeconds(age) : TimeOf(time),
            Stream = StreamOf(request, errors),
        };
        return errors.IsEmpty
            ? options
            : throw new ApiException(422, "Invalid", $"PodLogOptions \"\" is invalid: {string.Join(", ", errors)}");
    }

    private static long? Positive(ApiRequest request, string name, FieldErrors errors)
    {
        var value = request.Number(name);
        if (value < 1)
        {
            errors.Add(FieldError.Invalid(FieldPath.Root(name), value, "must be greater than 0"));
        }
        return value;
    }

    private static string? StreamOf(ApiRequest request, FieldErrors errors)
    {
        switch (request.Query("stream"))
        {
            case null or "" or "All":
                return null;
            case "Stdout":
                return "stdout";
            case "Stderr":
                return "stderr";
            case var other:
                errors.Add(FieldError.NotSupported(FieldPath.Root("stream"), other, ["All", "Stderr", "Stdout"]));
                return null;
        }
    }

    private static DateTimeOffset? TimeOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw ApiException.BadRequest($"sinceTime: parsing time \"{text}\" as RFC 3339 failed");
    }
}
