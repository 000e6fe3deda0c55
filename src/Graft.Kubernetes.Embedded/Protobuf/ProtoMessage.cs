namespace Graft.Kubernetes.Embedded.Protobuf;

internal enum ProtoType
{
    Text,
    Bytes,
    Flag,
    Number,
    Message,
    Time,
    Quantity,
    IntOrString,

    /// <summary>A message whose one field is JSON in text.</summary>
    Json,
}

internal enum ProtoShape
{
    One,
    List,

    /// <summary>Keys are strings.</summary>
    Map,

    /// <summary>A message whose fields belong to the one around it, as embedded structs of Go do.</summary>
    Inline,
}

/// <summary>One field of a message.</summary>
/// <param name="Number">Its number on the wire.</param>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Type">How its bytes are read.</param>
/// <param name="Shape">Whether it is repeated.</param>
/// <param name="Message">The fields of a nested message.</param>
/// <param name="KeepsZero">Whether false and 0 are values; otherwise they mean that the field is absent.</param>
internal sealed record ProtoField(
    int Number,
    string Name,
    ProtoType Type,
    ProtoShape Shape = ProtoShape.One,
    ProtoMessage? Message = null,
    bool KeepsZero = false
);

/// <summary>The fields of a message by their numbers.</summary>
internal sealed class ProtoMessage(params ProtoField[] fields)
{
    private readonly Dictionary<int, ProtoField> _fields = fields.ToDictionary(field => field.Number);

    public ProtoField? Find(int number) => _fields.GetValueOrDefault(number);
}
