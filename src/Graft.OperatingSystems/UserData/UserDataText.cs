using System.Text;
using Graft.Api.Gardener;

namespace Graft.OperatingSystems.UserData;

/// <summary>Small conventions that all forms of user data share.</summary>
internal static class UserDataText
{
    public static byte[] ToBytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A drop-in's text with its final newline, without which systemd would ignore the last line.</summary>
    public static string ContentOf(DropIn dropIn)
    {
        var content = dropIn.Content ?? "";
        return content.EndsWith('\n') ? content : content + "\n";
    }

    public static string PathOf(string unit) => $"/etc/systemd/system/{unit}";

    public static string PathOf(string unit, string dropIn) => $"/etc/systemd/system/{unit}.d/{dropIn}";
}
