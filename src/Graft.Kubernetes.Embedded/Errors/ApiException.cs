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

    public static ApiException NotFound(GroupResource resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found", Details(resource, name));

    /// <summary>The path names nothing that is served.</summary>
    public static ApiException NothingThere() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException AlreadyExists(GroupResource resource, string name) =>
        new(409, "AlreadyExists", $"{resource} \"{name}\" already exists", Details(resource, name));

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
        var kind = definition.Group.Length == 0 ? definition.Kind : $"{definition.Kind}.{definition.Group}";
        var texts = errors.Select(error => error.ToString()).Distinct(StringComparer.Ordinal).ToList();
        var text = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = Details(new GroupResource(definition.Group, definition.Kind), name);
        details["causes"] = new JsonArray([
            .. errors.Select(error => new JsonObject
            {
                ["reason"] = error.Reason,
                ["message"] = error.Body,
                ["field"] = error.Field,
            }),
        ]);
        return new(422, "Invalid", $"{kind} \"{name}\" is invalid: {text}", details);
    }

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
        new(
            413,
            "RequestEntityTooLarge",
            string.Create(CultureInfo.InvariantCulture, $"Request entity too large: limit is {limit}")
        );

    /// <summary>A watch or a continued list asks for what is no longer kept.</summary>
    public static ApiException Expired(string message) => new(410, "Expired", message);

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
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
        };
        if (_details is not null)
        {
            status["details"] = _details.Copy();
        }
        status["code"] = Code;
        return status;
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
        details["kind"] = resource.Plural;
        return details;
    }
}
