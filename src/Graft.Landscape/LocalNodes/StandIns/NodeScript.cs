namespace Graft.Landscape.LocalNodes.StandIns;

/// <summary>A program of a local node, written as a POSIX shell script.</summary>
internal static class NodeScript
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <summary>Writes a script whose first lines set the variables; one that runs right now keeps its old file.</summary>
    public static void Write(string path, string body, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var script = "#!/bin/sh\n";
        foreach (var (name, value) in variables)
        {
            script += $"{name}={Quote(value)}\n";
        }
        var temporary = path + ".new";
        File.WriteAllText(temporary, script + body);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary, Executable);
        }
        File.Move(temporary, path, overwrite: true);
    }

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
