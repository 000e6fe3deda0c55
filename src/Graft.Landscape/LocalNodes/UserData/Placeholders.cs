using System.Text;

namespace Graft.Landscape.LocalNodes.UserData;

/// <summary>
/// Puts a machine's own values into the user data of its pool, as the machine controller does: in place of the
/// placeholders, and of their percent-encoded form inside URLs.
/// </summary>
internal static class Placeholders
{
    public static byte[] Fill(ReadOnlyMemory<byte> userData, string machineName, string bootstrapToken)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(userData.Span));
        foreach (var (name, value) in new[] { ("MACHINE_NAME", machineName), ("BOOTSTRAP_TOKEN", bootstrapToken) })
        {
            text.Replace($"<<{name}>>", value).Replace($"%3C%3C{name}%3E%3E", value);
        }
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
