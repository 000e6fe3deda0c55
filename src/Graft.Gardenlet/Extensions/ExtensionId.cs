namespace Graft.Gardenlet.Extensions;

/// <summary>Names an extension by the kind of object that it serves and the type; prints as <c>kind/type</c>.</summary>
internal readonly record struct ExtensionId(string Kind, string Type) : IComparable<ExtensionId>
{
    public int CompareTo(ExtensionId other) => string.CompareOrdinal(ToString(), other.ToString());

    public static bool operator <(ExtensionId left, ExtensionId right) => left.CompareTo(right) < 0;

    public static bool operator <=(ExtensionId left, ExtensionId right) => left.CompareTo(right) <= 0;

    public static bool operator >(ExtensionId left, ExtensionId right) => left.CompareTo(right) > 0;

    public static bool operator >=(ExtensionId left, ExtensionId right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Kind}/{Type}";
}
