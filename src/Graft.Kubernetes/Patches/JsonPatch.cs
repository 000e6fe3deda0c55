using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Patches;

/// <summary>JSON patch (RFC 6902). Applying leaves the target as it is; a failed patch has no effect at all.</summary>
public static class JsonPatch
{
    /// <summary>What <paramref name="target"/> becomes by the operations, in their order.</summary>
    /// <exception cref="JsonPatchException">Malformed, a place is missing, or a <c>test</c> did not hold.</exception>
    public static JsonNode? Apply(JsonNode? target, JsonArray operations) => Apply(target, operations, long.MaxValue);

    /// <summary>
    /// The same within a bound on what all <c>copy</c> operations add: without one, a few operations that copy what the
    /// ones before them made double the result each time.
    /// </summary>
    /// <param name="target">What is patched.</param>
    /// <param name="operations">What is done to it.</param>
    /// <param name="maximumCopied">The most bytes of JSON that may be copied.</param>
    /// <exception cref="JsonPatchException">Also where too much would be copied.</exception>
    public static JsonNode? Apply(JsonNode? target, JsonArray operations, long maximumCopied)
    {
        var result = target?.DeepClone();
        var copied = 0L;
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is not JsonObject operation)
            {
                throw new JsonPatchException($"operation {i} is no object", isMalformed: true);
            }
            copied += CopiedBytes(result, operation);
            if (copied > maximumCopied)
            {
                throw new JsonPatchException(
                    FormattableString.Invariant(
                        $"Unable to complete the copy, the accumulated size increase of copy is {copied}, exceeding the limit {maximumCopied}"
                    )
                );
            }
            result = Apply(result, operation);
        }
        return result;
    }

    private static JsonNode? Apply(JsonNode? root, JsonObject operation)
    {
        var name = Text(operation, "op");
        var path = JsonPointer.Parse(Text(operation, "path"));
        switch (name)
        {
            case "add":
                return Add(root, path, Value(operation));
            case "remove":
                return Remove(root, path);
            case "replace":
                return Replace(root, path, Value(operation));
            case "move":
                return Move(root, JsonPointer.Parse(Text(operation, "from")), path);
            case "copy":
                return Add(root, path, JsonPointer.Parse(Text(operation, "from")).Value(root)?.DeepClone());
            case "test":
                Test(root, path, Value(operation));
                return root;
            default:
                throw new JsonPatchException($"unknown operation \"{name}\"", isMalformed: true);
        }
    }

    private static long CopiedBytes(JsonNode? root, JsonObject operation) =>
        operation["op"] is JsonValue name && name.TryGetValue<string>(out var text) && text == "copy"
            ? JsonPointer.Parse(Text(operation, "from")).Value(root)?.ToJsonString().Length ?? 0
            : 0;

    private static JsonNode? Add(JsonNode? root, JsonPointer path, JsonNode? value)
    {
        if (path.IsRoot)
        {
            return value;
        }
        switch (path.Parent(root))
        {
            case JsonObject members:
                members[path.Last] = value;
                break;
            case JsonArray items:
                items.Insert(path.Index(path.Last, items.Count, mayAppend: true), value);
                break;
            default:
                throw path.Missing();
        }
        return root;
    }

    private static JsonNode? Remove(JsonNode? root, JsonPointer path)
    {
        if (path.IsRoot)
        {
            return null;
        }
        switch (path.Parent(root))
        {
            case JsonObject members when members.Remove(path.Last):
                break;
            case JsonArray items:
                items.RemoveAt(path.Index(path.Last, items.Count, mayAppend: false));
                break;
            default:
                throw path.Missing();
        }
        return root;
    }

    private static JsonNode? Replace(JsonNode? root, JsonPointer path, JsonNode? value)
    {
        if (path.IsRoot)
        {
            return value;
        }
        switch (path.Parent(root))
        {
            case JsonObject members when members.ContainsKey(path.Last):
                members[path.Last] = value;
                break;
            case JsonArray items:
                items[path.Index(path.Last, items.Count, mayAppend: false)] = value;
                break;
            default:
                throw path.Missing();
        }
        return root;
    }

    private static JsonNode? Move(JsonNode? root, JsonPointer from, JsonPointer path)
    {
        if (from.Contains(path))
        {
            return from.Segments.Count == path.Segments.Count
                ? root
                : throw new JsonPatchException($"\"{from}\" cannot be moved into itself");
        }
        var value = from.Value(root)?.DeepClone();
        return Add(Remove(root, from), path, value);
    }

    private static void Test(JsonNode? root, JsonPointer path, JsonNode? expected)
    {
        var actual = path.Value(root);
        if (!JsonNode.DeepEquals(actual, expected))
        {
            throw new JsonPatchException($"testing value {path} failed", isTestFailure: true);
        }
    }

    private static string Text(JsonObject operation, string name) =>
        operation[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new JsonPatchException($"an operation has no \"{name}\"", isMalformed: true);

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value)
            ? value?.DeepClone()
            : throw new JsonPatchException("an operation has no \"value\"", isMalformed: true);
}
