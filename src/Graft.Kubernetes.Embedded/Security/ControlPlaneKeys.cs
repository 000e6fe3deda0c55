using System.Security.Cryptography;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Random secrets of a control plane, in hexadecimal, kept in files so that they outlive a restart.</summary>
internal static class ControlPlaneKeys
{
    /// <summary>Reads a secret, or makes one; without a directory it is new each time.</summary>
    public static string Open(string? directory, string name)
    {
        if (directory is null)
        {
            return New();
        }
        var path = Path.Combine(directory, name);
        if (!File.Exists(path))
        {
            PrivateFile.CreateDirectory(directory);
            PrivateFile.Write(path, New());
        }
        return File.ReadAllText(path).Trim();
    }

    private static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
