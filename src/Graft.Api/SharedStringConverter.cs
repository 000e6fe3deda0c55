using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Api;

/// <summary>
/// Gives equal short texts one instance. The objects of a kind are full of the same labels, types and conditions, and
/// somebody who keeps many of them would keep each text as often. What is remembered is bounded: a text takes the place
/// of another with the same hash.
/// </summary>
internal sealed class SharedStringConverter : JsonConverter<string>
{
    /// <summary>Longer texts are seldom the same.</summary>
    private const int LongestShared = 64;

    private const int Places = 4096;

    private readonly string?[] _shared = new string?[Places];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Share(ref reader) : throw new JsonException("expected a text");

    public override string ReadAsPropertyName(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => Share(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);

    private string Share(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > LongestShared)
        {
            return reader.GetString()!;
        }
        // Two threads may take turns at a place; each gets a text that is its own.
        ref var place = ref _shared[Hash(reader.ValueSpan) % Places];
        var known = place;
        return known is not null && Ascii.Equals(reader.ValueSpan, known) ? known : place = reader.GetString()!;
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261 ^ (uint)bytes.Length;
        foreach (var word in MemoryMarshal.Cast<byte, uint>(bytes))
        {
            hash = (hash ^ word) * 16777619;
        }
        foreach (var single in bytes[(bytes.Length & ~3)..])
        {
            hash = (hash ^ single) * 16777619;
        }
        return hash ^ (hash >> 15);
    }
}
