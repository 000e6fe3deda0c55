namespace Graft.OperatingSystems.UserData;

/// <summary>Writes content as a <c>data:</c> URL.</summary>
internal static class DataUrl
{
    /// <summary>
    /// Base64; content that has to stay readable is percent-encoded instead. There a placeholder reads
    /// <c>%3C%3CBOOTSTRAP_TOKEN%3E%3E</c>: angle brackets cannot stand in a URL, and the machine controller replaces that
    /// form as well.
    /// </summary>
    public static string Write(ReadOnlySpan<byte> content, bool isReadable) =>
        isReadable ? $"data:,{PercentEncode(content)}" : $"data:;base64,{Convert.ToBase64String(content)}";

    private static string PercentEncode(ReadOnlySpan<byte> content)
    {
        var text = new System.Text.StringBuilder(content.Length);
        foreach (var octet in content)
        {
            var isUnreserved = char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_' or (byte)'.';
            _ = isUnreserved ? text.Append((char)octet) : text.Append('%').Append(Convert.ToHexString([octet]));
        }
        return text.ToString();
    }
}
