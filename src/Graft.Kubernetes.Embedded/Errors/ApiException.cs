using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Errors;

/// <summary>A request is refused; the client gets a Status, worded as kube-apiserver words it.</summary>
internal sealed class ApiException : Exception
{
    private readonly JsonObject? _details;

    public ApiException(int code, string reason, string message, JsonObject? details = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Reason = reason;
        _details = details;
    }

    /// <summary>The HTTP status.</summary>
    public int Code { get; }

    public string Reason { get; }

    /// <summary>How a list may go on in spite of the error; null for all other errors.</summary>
    public string? Continue { get; private init; }

    /// <summary>When the request may be repeated; null where the error does not say.</summary>
    public long? RetryAfterSeconds => _details?.Number("retryAfterSeconds");

    public static ApiException NotFound(GroupResource resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found", Details(resource, name));

    /// <summary>The path names nothing that is served.</summary>
    public static ApiException NothingThere() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException AlreadyExists(GroupResource resource, string name, bool isDeleting) =>
        new(
            409,
            "AlreadyExists",
            $"{(isDeleting ? "object is being deleted: " : "")}{resource} \"{name}\" already exists",
            Details(resource, name)
        );

    public static ApiException Conflict(GroupResource resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource} \"{name}\": {why}", Details(resource, name));

    public static ApiException Modified(GroupResource resource, string name) =>
        Conflict(
            resource,
            name,
            "the object has been modified; please apply your changes to the latest version and try again"
        );

    public static ApiException Forbidden(GroupResource resource, string name, string why, JsonArray? causes = null)
    {
        var details = Details(resource, name);
        if (causes is not null)
        {
            details["causes"] = causes;
        }
        var what = name.Length == 0 ? $"{resource} is" : $"{resource} \"{name}\" is";
        return new(403, "Forbidden", $"{what} forbidden: {why}", details);
    }

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Invalid(
        ResourceDefinition definition,
        string name,
        IReadOnlyCollection<FieldError> errors
    )
    {
        return Invalid(new GroupResource(definition.Group, definition.Kind), name, errors);
    }

    /// <summary>The options of a request, such as <c>ListOptions</c>, have values that cannot be.</summary>
    public static ApiException InvalidOptions(string kind, IReadOnlyCollection<FieldError> errors) =>
        Invalid(new GroupResource("meta.k8s.io", kind), "", errors);

    /// <summary>Named by a kind, or by a resource where the server does not get as far as the kind.</summary>
    public static ApiException Invalid(GroupResource what, string name, IReadOnlyCollection<FieldError> errors)
    {
        var texts = errors.Select(error => error.ToString()).Distinct(StringComparer.Ordinal).ToList();
        var text = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = Details(what, name);
        details["causes"] = new JsonArray([
            .. errors.Select(error => new JsonObject
            {
                ["reason"] = error.Reason,
                ["message"] = error.Body,
                ["field"] = error.Field,
            }),
        ]);
        return new(422, "Invalid", $"{what} \"{name}\" is invalid: {text}", details);
    }

    /// <summary>A patch makes something that cannot be an object of its kind.</summary>
    public static ApiException InvalidPatch(string patched, string why) =>
        Invalid(new GroupResource("", ""), "", [FieldError.Invalid(FieldPath.Root("patch"), patched, why)]);

    /// <summary>A body says its kind, and is none of it.</summary>
    public static ApiException Undecodable(ResourceDefinition definition, string why) =>
        BadRequest(
            $"{definition.Kind} in version \"{definition.Version}\" cannot be handled as a {definition.Kind}: {why}"
        );

    /// <summary>A body of which not even the kind can be read.</summary>
    public static ApiException Unrecognized(string kind, string why, ReadOnlySpan<byte> body) =>
        BadRequest($"the object provided is unrecognized (must be of type {kind}): {why} ({Summary(body)})");

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException UnsupportedMediaType(params ReadOnlySpan<string> accepted) =>
        new(
            415,
            "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
                + string.Join(", ", accepted!)
        );

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException TooLarge(long limit) =>
        TooLarge(string.Create(CultureInfo.InvariantCulture, $"limit is {limit}"));

    public static ApiException TooLarge(string why) =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: {why}");

    /// <summary>A watch or a continued list asks for what is no longer kept.</summary>
    public static ApiException Expired(string message) => new(410, "Expired", message);

    /// <summary>A list cannot go on with its state; the token lets it go on with another.</summary>
    public static ApiException ExpiredToken(string token) =>
        new(
            410,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                + "without the continue parameter, or use the continue token in this response to retrieve the remainder "
                + "of the results. Continuing with the provided token results in an inconsistent list - objects that "
                + "were created, modified, or deleted between the time the first chunk was returned and now may show up "
                + "in the list."
        )
        {
            Continue = token,
        };

    /// <summary>A read asks for a state that is not reached yet.</summary>
    public static ApiException TooLargeVersion(long wanted, long current) =>
        new(
            504,
            "Timeout",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Timeout: Too large resource version: {wanted}, current: {current}"
            ),
            new JsonObject
            {
                ["causes"] = new JsonArray(
                    (JsonNode)
                        new JsonObject
                        {
                            ["reason"] = "ResourceVersionTooLarge",
                            ["message"] = "Too large resource version",
                        }
                ),
                ["retryAfterSeconds"] = 1,
            }
        );

    public static ApiException Internal(string message, Exception? inner = null) =>
        new(
            500,
            "InternalError",
            $"Internal error occurred: {message}",
            new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) },
            inner
        );

    /// <summary>The body of the answer.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = Continue is null ? new JsonObject() : new JsonObject { ["continue"] = Continue },
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason.Length > 0)
        {
            status["reason"] = Reason;
        }
        if (_details is not null)
        {
            status["details"] = _details.Copy();
        }
        status["code"] = Code;
        return status;
    }

    /// <summary>The beginning of a body: as it is where it looks like an object, in hexadecimal where it does not.</summary>
    private static string Summary(ReadOnlySpan<byte> body)
    {
        const int Length = 30;
        if (body.IsEmpty)
        {
            return "<empty>";
        }
        var start = body[..Math.Min(body.Length, Length)];
        var text = body[0] == '{' ? System.Text.Encoding.UTF8.GetString(start) : Convert.ToHexStringLower(start);
        return body.Length > Length ? $"{text} ..." : text;
    }

    private static JsonObject Details(GroupResource resource, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }
        if (resource.Group.Length > 0)
        {
            details["group"] = resource.Group;
        }
        if (resource.Plural.Length > 0)
        {
            details["kind"] = resource.Plural;
        }
        return details;
    }
}
