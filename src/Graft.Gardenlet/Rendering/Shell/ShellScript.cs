using System.Text;

namespace Graft.Gardenlet.Rendering.Shell;

/// <summary>
/// A shell script: read-only variables on top, whose values are quoted, and a body that is the same whatever the values
/// are. Nothing that a user wrote can become shell syntax.
/// </summary>
internal static class ShellScript
{
    public static string Write(string body, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var text = new StringBuilder("#!/bin/bash\nset -o nounset\nset -o pipefail\n\n");
        foreach (var (name, value) in variables)
        {
            text.Append("readonly ").Append(name).Append('=').Append(Quote(value)).Append('\n');
        }
        if (variables.Length > 0)
        {
            text.Append('\n');
        }
        return text.Append(body).Append(body.EndsWith('\n') ? "" : "\n").ToString();
    }

    /// <summary>One shell word that stands for exactly this text.</summary>
    public static string Quote(string value) => $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
