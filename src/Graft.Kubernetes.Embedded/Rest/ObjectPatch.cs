using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Patches;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>A patch as it came: a JSON patch, a merge patch or a strategic merge patch.</summary>
internal sealed class ObjectPatch
{
    public const string Merge = "application/merge-patch+json";
    public const string Json = "application/json-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";

    private const int MaxOperations = 10_000;

    private readonly string _mediaType;
    private readonly JsonNode? _document;

    private ObjectPatch(string mediaType, JsonNode? document, IReadOnlyList<string> duplicates)
    {
        _mediaType = mediaType;
        _document = document;
        Duplicates = duplicates;
    }

    /// <summary>The paths of names that stand twice in it.</summary>
    public IReadOnlyList<string> Duplicates { get; }

    /// <exception cref="ApiException">400 where the text has not the form of its type.</exception>
    public static ObjectPatch Parse(string mediaType, ReadOnlySpan<byte> text)
    {
        var fault = LenientJson.Read(text, out var document, out var duplicates);
        fault ??= mediaType == Json ? FaultOfOperations(document) : FaultOfChanges(document);
        if (fault is not null)
        {
            throw ApiException.BadRequest(mediaType == Strategic ? fault : $"error decoding patch: {fault}");
        }
        if (mediaType == Json && document is JsonArray { Count: > MaxOperations } operations)
        {
            throw ApiException.TooLarge(
                FormattableString.Invariant(
                    $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}"
                )
            );
        }
        return new ObjectPatch(mediaType, document, duplicates);
    }

    /// <summary>What the target becomes; the target stays as it is.</summary>
    /// <exception cref="ApiException">422 where an operation fails, 400 where a directive makes no sense.</exception>
    public JsonObject Apply(JsonObject target, ResourceDefinition definition)
    {
        try
        {
            var result = (_mediaType, _document) switch
            {
                (Json, JsonArray operations) => JsonPatch.Apply(target, operations, RequestBody.Limit),
                (Merge, JsonObject changes) => MergePatch.Apply(target, changes),
                (Strategic, JsonObject changes) => StrategicMergePatch.Apply(
                    target,
                    changes,
                    MergeSchemas.For(definition.Group, definition.Kind)
                ),
                _ => target.DeepClone(),
            };
            return result as JsonObject ?? throw Invalid(result, "the patch leaves no object");
        }
        catch (JsonPatchException exception) when (_mediaType == Strategic && exception.IsMalformed)
        {
            throw ApiException.BadRequest(exception.Message);
        }
        catch (JsonPatchException exception)
        {
            var cause = new JsonObject { ["reason"] = "UnexpectedServerResponse", ["message"] = exception.Message };
            throw new ApiException(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                new JsonObject { ["causes"] = new JsonArray((JsonNode)cause) }
            );
        }
    }

    /// <summary>The patch makes something that is no object of the kind.</summary>
    public static ApiException Invalid(JsonNode? result, string why) =>
        ApiException.InvalidPatch(result?.ToJsonString() ?? "null", why);

    private static string? FaultOfOperations(JsonNode? document) =>
        document switch
        {
            null => null,
            JsonArray operations => operations.Select(FaultOfOperation).FirstOrDefault(fault => fault is not null),
            _ =>
                $"json: cannot unmarshal {GoJsonSyntax.TypeName(document)} into Go value of type []handlers.jsonPatchOp",
        };

    private static string? FaultOfOperation(JsonNode? operation)
    {
        if (operation is not (null or JsonObject))
        {
            return $"json: cannot unmarshal {GoJsonSyntax.TypeName(operation)} into Go value of type handlers.jsonPatchOp";
        }
        foreach (var name in (ReadOnlySpan<string>)["op", "path", "from"])
        {
            if (operation?[name] is { } member && member.GetValueKind() != JsonValueKind.String)
            {
                return $"json: cannot unmarshal {GoJsonSyntax.TypeName(member)} into Go struct field jsonPatchOp.{name} of type string";
            }
        }
        return null;
    }

    private static string? FaultOfChanges(JsonNode? document) =>
        document is null or JsonObject
            ? null
            : $"json: cannot unmarshal {GoJsonSyntax.TypeName(document)} into Go value of type map[string]interface {{}}";
}
