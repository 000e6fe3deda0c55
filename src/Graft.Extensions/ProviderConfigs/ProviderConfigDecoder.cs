using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Graft.Api;
using Graft.Extensions.Actuators;
using Graft.Kubernetes.Validation;

namespace Graft.Extensions.ProviderConfigs;

/// <summary>
/// Decodes the provider configuration of one kind. Extensions decode tolerantly, so that a newer field of a stored object
/// stops nothing; admission decodes strictly, so that a misspelt one is found at once.
/// </summary>
/// <param name="apiVersion">The group and version that the configuration must state.</param>
/// <param name="kind">The kind that it must state.</param>
/// <param name="json">How it is read; its type keeps unknown fields.</param>
public sealed class ProviderConfigDecoder<T>(string apiVersion, string kind, JsonTypeInfo<T> json)
    where T : ApiObject, new()
{
    /// <summary>The configuration; the type's defaults where there is none.</summary>
    /// <param name="raw">The field as it stands in the object.</param>
    /// <param name="strict">Whether unknown fields are errors, at whatever depth.</param>
    /// <exception cref="ErrorCodesException">
    /// It cannot be decoded: exactly one code, a configuration problem; the message begins with
    /// <c>could not decode provider config: </c>.
    /// </exception>
    public T Decode(JsonElement? raw, bool strict)
    {
        if (raw is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } element)
        {
            return new T();
        }
        CheckKind(element);
        var config = Read(element);
        if (strict)
        {
            var unknown = UnknownFields.Of(element, json);
            if (unknown.Count > 0)
            {
                var fields = unknown.Select(field => $"unknown field {GoSyntax.Quote(field)}");
                throw Problem($"strict decoding error: {string.Join(", ", fields)}");
            }
        }
        return config;
    }

    private void CheckKind(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Problem($"it is no object but {element.ValueKind}");
        }
        var (version, name) = (Text(element, "apiVersion"), Text(element, "kind"));
        if (name is null)
        {
            throw Problem($"Object 'Kind' is missing in '{element.GetRawText()}'");
        }
        if (version is null)
        {
            throw Problem($"Object 'apiVersion' is missing in '{element.GetRawText()}'");
        }
        if (version != apiVersion || name != kind)
        {
            throw Problem($"no kind {GoSyntax.Quote(name)} is registered for version {GoSyntax.Quote(version)}");
        }
    }

    private T Read(JsonElement element)
    {
        try
        {
            return element.Deserialize(json)!;
        }
        // The latter: a text with half a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Problem(exception.Message, exception);
        }
    }

    private static ErrorCodesException Problem(string message, Exception? inner = null) =>
        ErrorCodesException.ConfigurationProblem($"could not decode provider config: {message}", inner);

    /// <summary>A member that is a text and not empty; null where it is something else.</summary>
    private static string? Text(JsonElement element, string member)
    {
        if (!element.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException exception)
        {
            throw Problem(exception.Message, exception);
        }
    }
}
