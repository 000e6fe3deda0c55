using System.Text;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Kubernetes.Yaml;
using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems.UserData;

/// <summary>
/// Writes a <c>#cloud-config</c> of the dialect that CoreOS reads: <c>write_files</c>, and units below <c>coreos</c>. It has
/// no <c>runcmd</c>; whatever must run is a unit.
/// </summary>
internal sealed class CoreOSCloudConfig
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<JsonNode> _units = [];
    private readonly List<JsonNode> _files = [];

    public CoreOSCloudConfig Unit(SystemdUnit unit)
    {
        var entry = new JsonObject { ["name"] = unit.Name };
        if (unit.Enable is { } enable)
        {
            entry["enable"] = enable;
        }
        if (unit.Content is { Length: > 0 })
        {
            entry["content"] = unit.Content;
        }
        if (unit.DropIns is { Count: > 0 } dropIns)
        {
            entry["drop_ins"] = new JsonArray([
                .. dropIns.Select(dropIn => new JsonObject
                {
                    ["name"] = dropIn.Name,
                    ["content"] = UserDataText.ContentOf(dropIn),
                }),
            ]);
        }
        if (unit.Command is { Length: > 0 })
        {
            entry["command"] = unit.Command;
        }
        _units.Add(entry);
        return this;
    }

    /// <summary>A unit that must never run.</summary>
    public CoreOSCloudConfig Masked(string unit)
    {
        _units.Add(
            new JsonObject
            {
                ["name"] = unit,
                ["mask"] = true,
                ["command"] = "stop",
            }
        );
        return this;
    }

    public CoreOSCloudConfig File(MachineFile file)
    {
        if (file.HostName is not null)
        {
            throw ErrorCodesException.ConfigurationProblem(
                $"file {file.Path}: cloud-config cannot tell machines by host name"
            );
        }
        var entry = new JsonObject { ["path"] = file.Path };
        if (Permissions.Format(file.Mode) is { } mode)
        {
            entry["permissions"] = mode;
        }
        if (file.IsTransmittedUnencoded && TryGetText(file.Content) is { } text)
        {
            entry["content"] = text;
        }
        else
        {
            entry["encoding"] = "b64";
            entry["content"] = Convert.ToBase64String(file.Content.Span);
        }
        _files.Add(entry);
        return this;
    }

    public override string ToString() =>
        "#cloud-config\n\n"
        + YamlWriter.Write(
            new JsonObject
            {
                ["coreos"] = new JsonObject
                {
                    ["update"] = new JsonObject { ["reboot_strategy"] = "off" },
                    ["units"] = new JsonArray([.. _units.Select(unit => unit.DeepClone())]),
                },
                ["write_files"] = new JsonArray([.. _files.Select(file => file.DeepClone())]),
            }
        );

    private static string? TryGetText(ReadOnlyMemory<byte> content)
    {
        try
        {
            return StrictUtf8.GetString(content.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
