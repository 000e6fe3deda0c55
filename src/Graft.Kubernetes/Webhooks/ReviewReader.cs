using System.Buffers;
using System.Text.Json;
using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Decodes an AdmissionReview without parsing the objects in it: they are most of its text, and their handler decodes them
/// as what they are, or needs only a part of them.
/// </summary>
public static class ReviewReader
{
    /// <summary>The review; its request keeps parts of the text, which must not change any more.</summary>
    /// <exception cref="JsonException">The text is no JSON, or names a member twice.</exception>
    /// <exception cref="InvalidOperationException">A text is half a surrogate pair.</exception>
    public static AdmissionReview? Read(ReadOnlyMemory<byte> text)
    {
        var (current, old) = Find(text.Span);
        var rest = new ArrayBufferWriter<byte>(Math.Max(text.Length / 4, 256));
        WriteWithout(rest, text.Span, current, old);
        var review = JsonSerializer.Deserialize(rest.WrittenSpan, ApiJson.Context.AdmissionReview);
        return review?.Request is { } request
            ? review with
            {
                Request = request with { ObjectText = Slice(text, current), OldObjectText = Slice(text, old) },
            }
            : review;
    }

    private static (Part? Object, Part? Old) Find(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        Part? current = null;
        Part? old = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }
            switch (reader.CurrentDepth)
            {
                // What is in it comes next; only its members are at the second depth, since all others are skipped.
                case 1 when reader.ValueTextEquals("request"u8):
                    break;
                case 2 when reader.ValueTextEquals("object"u8):
                    current = ValueOf(ref reader, current);
                    break;
                case 2 when reader.ValueTextEquals("oldObject"u8):
                    old = ValueOf(ref reader, old);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return (current, old);
    }

    private static Part? ValueOf(ref Utf8JsonReader reader, Part? former)
    {
        if (former is not null)
        {
            throw new JsonException($"the member \"{reader.GetString()}\" stands there twice");
        }
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return reader.TokenType == JsonTokenType.Null ? null : new Part(start, (int)reader.BytesConsumed);
    }

    private static void WriteWithout(IBufferWriter<byte> writer, ReadOnlySpan<byte> text, Part? one, Part? other)
    {
        var (first, second) = one?.Start > other?.Start ? (other, one) : (one ?? other, one is null ? null : other);
        var from = 0;
        foreach (var part in (ReadOnlySpan<Part?>)[first, second])
        {
            if (part is not null)
            {
                writer.Write(text[from..part.Start]);
                writer.Write("null"u8);
                from = part.End;
            }
        }
        writer.Write(text[from..]);
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> text, Part? part) =>
        part is null ? default : text[part.Start..part.End];

    private sealed record Part(int Start, int End);
}
