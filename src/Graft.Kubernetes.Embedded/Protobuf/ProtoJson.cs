using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>Turns a message into the JSON that the same object would have been sent as.</summary>
internal static class ProtoJson
{
    /// <exception cref="FormatException">Not such a message, or one that says more than the field table knows.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> bytes, ProtoMessage message)
    {
        var json = new JsonObject();
        ReadInto(json, bytes, message);
        return json;
    }

    private static void ReadInto(JsonObject json, ReadOnlySpan<byte> bytes, ProtoMessage message)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Read())
        {
            if (message.Find(reader.Field) is { } field)
            {
                Add(json, field, reader);
            }
            else if (reader.Number != 0 || !reader.Bytes.IsEmpty)
            {
                throw new FormatException($"field {reader.Field} of the protobuf message is not supported");
            }
        }
    }

    private static void Add(JsonObject json, ProtoField field, ProtoReader reader)
    {
        switch (field.Shape)
        {
            case ProtoShape.List:
                List(json, field.Name).Add(Value(field, reader) ?? "");
                break;
            case ProtoShape.Map:
                AddEntry(json, field, reader.Bytes);
                break;
            case ProtoShape.Inline:
                ReadInto(json, reader.Bytes, field.Message!);
                break;
            default:
                if (Value(field, reader) is { } value)
                {
                    json[field.Name] = value;
                }
                break;
        }
    }

    private static JsonArray List(JsonObject json, string name)
    {
        if (json[name] is JsonArray list)
        {
            return list;
        }
        list = [];
        json[name] = list;
        return list;
    }

    private static void AddEntry(JsonObject json, ProtoField field, ReadOnlySpan<byte> bytes)
    {
        var key = "";
        JsonNode value = "";
        var entry = new ProtoReader(bytes);
        while (entry.Read())
        {
            if (entry.Field == 1)
            {
                key = Encoding.UTF8.GetString(entry.Bytes);
            }
            else
            {
                value = Value(field, entry) ?? "";
            }
        }
        if (json[field.Name] is not JsonObject map)
        {
            map = [];
            json[field.Name] = map;
        }
        map[key] = value;
    }

    private static JsonNode? Value(ProtoField field, ProtoReader reader)
    {
        switch (field.Type)
        {
            case ProtoType.Text:
                return reader.Bytes.IsEmpty && !field.KeepsZero ? null : Encoding.UTF8.GetString(reader.Bytes);
            case ProtoType.Bytes:
                return reader.Bytes.IsEmpty && field.Shape == ProtoShape.One
                    ? null
                    : Convert.ToBase64String(reader.Bytes);
            case ProtoType.Flag:
                return reader.Number != 0 || field.KeepsZero ? reader.Number != 0 : null;
            case ProtoType.Number:
                return reader.Number != 0 || field.KeepsZero ? (long)reader.Number : null;
            case ProtoType.Time:
                return Time(reader.Bytes);
            case ProtoType.Quantity:
                return Quantity(reader.Bytes);
            case ProtoType.IntOrString:
                return IntOrString(reader.Bytes);
            case ProtoType.Json:
                return Json(reader.Bytes);
            default:
                var nested = Read(reader.Bytes, field.Message!);
                return nested.Count > 0 || field.KeepsZero || field.Shape == ProtoShape.List ? nested : null;
        }
    }

    private static JsonNode? Time(ReadOnlySpan<byte> bytes)
    {
        var seconds = 0L;
        var reader = new ProtoReader(bytes);
        while (reader.Read())
        {
            seconds = reader.Field == 1 ? (long)reader.Number : seconds;
        }
        return seconds == 0
            ? null
            : DateTimeOffset
                .FromUnixTimeSeconds(seconds)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static JsonNode Quantity(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        return reader.Read() ? Encoding.UTF8.GetString(reader.Bytes) : "0";
    }

    private static JsonNode? Json(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        try
        {
            return reader.Read() ? JsonNode.Parse(reader.Bytes) : null;
        }
        catch (JsonException exception)
        {
            throw new FormatException("a field that should be JSON is none", exception);
        }
    }

    private static JsonNode IntOrString(ReadOnlySpan<byte> bytes)
    {
        var isText = false;
        var number = 0L;
        var text = "";
        var reader = new ProtoReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    isText = reader.Number != 0;
                    break;
                case 2:
                    number = (long)reader.Number;
                    break;
                case 3:
                    text = Encoding.UTF8.GetString(reader.Bytes);
                    break;
            }
        }
        return isText ? text : number;
    }
}
