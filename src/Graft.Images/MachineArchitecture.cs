using System.Runtime.InteropServices;

namespace Graft.Images;

/// <summary>Names of processor architectures as container images have them.</summary>
internal static class MachineArchitecture
{
    /// <summary>This machine's.</summary>
    public static string Own { get; } =
        RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.Arm64 => "arm64",
            Architecture.X86 => "386",
            var other => other.ToString().ToLowerInvariant(),
        };
}
