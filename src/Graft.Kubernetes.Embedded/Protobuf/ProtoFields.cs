namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>
/// Short names for the field tables. The <c>Optional…</c> ones are pointers in Go: a zero that is on the wire is meant.
/// </summary>
internal static class ProtoFields
{
    public static ProtoField Text(int number, string name) => new(number, name, ProtoType.Text);

    public static ProtoField OptionalText(int number, string name) =>
        new(number, name, ProtoType.Text, KeepsZero: true);

    public static ProtoField Texts(int number, string name) => new(number, name, ProtoType.Text, ProtoShape.List);

    public static ProtoField TextMap(int number, string name) => new(number, name, ProtoType.Text, ProtoShape.Map);

    public static ProtoField BytesMap(int number, string name) => new(number, name, ProtoType.Bytes, ProtoShape.Map);

    public static ProtoField QuantityMap(int number, string name) =>
        new(number, name, ProtoType.Quantity, ProtoShape.Map);

    public static ProtoField Flag(int number, string name) => new(number, name, ProtoType.Flag);

    public static ProtoField OptionalFlag(int number, string name) =>
        new(number, name, ProtoType.Flag, KeepsZero: true);

    public static ProtoField Number(int number, string name) => new(number, name, ProtoType.Number);

    public static ProtoField OptionalNumber(int number, string name) =>
        new(number, name, ProtoType.Number, KeepsZero: true);

    public static ProtoField Numbers(int number, string name) => new(number, name, ProtoType.Number, ProtoShape.List);

    public static ProtoField Quantity(int number, string name) => new(number, name, ProtoType.Quantity);

    public static ProtoField Bytes(int number, string name) => new(number, name, ProtoType.Bytes);

    public static ProtoField Time(int number, string name) => new(number, name, ProtoType.Time);

    public static ProtoField IntOrString(int number, string name) => new(number, name, ProtoType.IntOrString);

    public static ProtoField RawJson(int number, string name) => new(number, name, ProtoType.Json);

    public static ProtoField Message(int number, string name, ProtoMessage message, bool isOptional = false) =>
        new(number, name, ProtoType.Message, ProtoShape.One, message, isOptional);

    public static ProtoField Messages(int number, string name, ProtoMessage message) =>
        new(number, name, ProtoType.Message, ProtoShape.List, message);

    /// <summary>A message whose fields stand in JSON beside those of the message that holds it.</summary>
    public static ProtoField Inline(int number, ProtoMessage message) =>
        new(number, "", ProtoType.Message, ProtoShape.Inline, message);

    public static ProtoField Metadata(ProtoMessage objectMeta) =>
        new(1, "metadata", ProtoType.Message, ProtoShape.One, objectMeta, KeepsZero: true);
}
