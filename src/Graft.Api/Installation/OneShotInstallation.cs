using System.Text;
using Graft.Api.Gardener;

namespace Graft.Api.Installation;

/// <summary>
/// Installs a container runtime without a DaemonSet: a unit of the machine runs the node installer once at every boot,
/// until it has succeeded. For whoever writes user data: unit and description are appended to an OperatingSystemConfig,
/// or the unit's text is taken as it is.
/// </summary>
/// <remarks>
/// <para>Program and content are on the machine already, from its image or from a drop-in that fetches them.</para>
/// <para>
/// The unit wants containerd and comes after it, but must not require it: the installer restarts containerd, and systemd
/// would stop whatever requires it half-way. The kubelet comes after the unit, so that no pod reaches the node before the
/// runtime, and waits for <see cref="Timeout"/> at most.
/// </para>
/// </remarks>
public sealed record OneShotInstallation
{
    public required RuntimeDescription Runtime { get; init; }

    /// <summary>The node installer on the machine.</summary>
    public string Program { get; init; } = "/opt/graft/bin/graft-node-installer";

    /// <summary>The directory with the runtime's files. Default: null, for <c>/opt/graft/content/&lt;runtime&gt;</c>.</summary>
    public string? Content { get; init; }

    /// <summary>
    /// Another attempt follows 30 s after one that failed for a reason that may pass (exit codes other than 2 and 3).
    /// Default: true. False for systemd before 244, which refuses one-shot units that restart; there the next boot tries
    /// again.
    /// </summary>
    public bool TriesAgain { get; init; } = true;

    /// <summary>How long one attempt may take, in whole seconds. Default: five minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    public string UnitName => $"graft-install-{Runtime.Name}.service";

    /// <summary>Where the unit expects the description.</summary>
    public string DescriptionPath => $"/etc/graft/{Runtime.Name}.json";

    private string ContentPath => Content ?? $"/opt/graft/content/{Runtime.Name}";

    /// <summary>The unit; it runs again where the description or the program has changed.</summary>
    /// <exception cref="FormatException">A field cannot stand in a unit; the message names it.</exception>
    public SystemdUnit ToUnit() =>
        new()
        {
            Name = UnitName,
            Enable = true,
            Command = "start",
            Content = ToUnitText(),
            FilePaths = [DescriptionPath, Program],
        };

    /// <summary>The description as a file of the machine, mode 0644.</summary>
    public OperatingSystemFile ToFile() =>
        new()
        {
            Path = DescriptionPath,
            Permissions = 0b110_100_100,
            Content = new FileContent
            {
                Inline = new FileContentInline { Encoding = "", Data = InstallationJson.Serialize(Runtime) },
            },
        };

    /// <summary>The configuration with unit and description at its end, in place of earlier ones of the same runtime.</summary>
    /// <exception cref="FormatException">As <see cref="ToUnit"/>.</exception>
    public OperatingSystemConfigSpec AddTo(OperatingSystemConfigSpec spec) =>
        spec with
        {
            Units = [.. (spec.Units ?? []).Where(unit => unit.Name != UnitName), ToUnit()],
            Files = [.. (spec.Files ?? []).Where(file => file.Path != DescriptionPath), ToFile()],
        };

    /// <summary>The text of the unit, ending with a newline.</summary>
    /// <exception cref="FormatException">As <see cref="ToUnit"/>.</exception>
    public string ToUnitText()
    {
        RequirePlain("name", Runtime.Name, isPath: false);
        RequirePlain("program", Program, isPath: true);
        RequirePlain("content", ContentPath, isPath: true);
        if (Timeout < TimeSpan.FromSeconds(1))
        {
            throw new FormatException($"timeout: {Timeout} is shorter than a second");
        }
        var text = new StringBuilder();
        Section(
            text,
            "Unit",
            $"Description=Container runtime {Runtime.Name}",
            "Wants=containerd.service",
            "After=containerd.service",
            "Before=kubelet.service"
        );
        Section(
            text,
            "Service",
            "Type=oneshot",
            "RemainAfterExit=yes",
            $"ExecStart={Program} install --once --runtime={DescriptionPath} --host-root=/ --content={ContentPath}",
            $"TimeoutStartSec={(long)Timeout.TotalSeconds}"
        );
        if (TriesAgain)
        {
            Lines(text, "Restart=on-failure", "RestartSec=30", "RestartPreventExitStatus=2 3");
        }
        Section(text, "Install", "WantedBy=multi-user.target");
        return text.ToString();
    }

    private static void Section(StringBuilder text, string name, params ReadOnlySpan<string> lines)
    {
        text.Append(text.Length == 0 ? "" : "\n").Append('[').Append(name).Append("]\n");
        Lines(text, lines);
    }

    private static void Lines(StringBuilder text, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }
    }

    // Nothing that systemd would expand, split or take for the end of the line.
    private static void RequirePlain(string field, string value, bool isPath)
    {
        var isPlain =
            value.Length > 0
            && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' || (isPath && c == '/'))
            && (isPath ? value[0] == '/' : char.IsAsciiLetterOrDigit(value[0]))
            && value.Split('/').Skip(isPath ? 1 : 0).All(segment => segment is not ("" or "." or ".."));
        if (!isPlain)
        {
            var kind = isPath ? "an absolute, normalised path" : "a name";
            throw new FormatException($"{field}: '{value}' is not {kind} of letters, digits, '.', '_', '-', '+'");
        }
    }
}
