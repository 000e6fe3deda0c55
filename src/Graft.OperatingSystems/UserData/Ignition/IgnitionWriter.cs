using System.Text.Encodings.Web;
using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems.UserData.Ignition;

/// <summary>Collects files, links and units, and writes them as Ignition JSON. What is added twice counts once, the later one.</summary>
internal sealed class IgnitionWriter
{
    private static readonly IgnitionJsonContext Json = new(
        new JsonSerializerOptions(IgnitionJsonContext.Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    private readonly OrderedDictionary<string, IgnitionFile> _files = [];
    private readonly OrderedDictionary<string, IgnitionLink> _links = [];
    private readonly OrderedDictionary<string, IgnitionUnit> _units = [];

    public IgnitionWriter File(MachineFile file)
    {
        if (file.HostName is not null)
        {
            throw ErrorCodesException.ConfigurationProblem(
                $"file {file.Path}: Ignition cannot tell machines by host name"
            );
        }
        _files[file.Path] = new IgnitionFile
        {
            Path = file.Path,
            Mode = file.Mode,
            Contents = new IgnitionContents { Source = DataUrl.Write(file.Content.Span, file.IsTransmittedUnencoded) },
        };
        return this;
    }

    public IgnitionWriter Link(string path, string target)
    {
        _links[path] = new IgnitionLink { Path = path, Target = target };
        return this;
    }

    public IgnitionWriter Masked(string unit)
    {
        _units[unit] = new IgnitionUnit { Name = unit, Mask = true };
        return this;
    }

    /// <summary>Adds to a unit of the same name: later settings win, drop-ins come together.</summary>
    public IgnitionWriter Unit(SystemdUnit unit)
    {
        var known = _units.GetValueOrDefault(unit.Name!) ?? new IgnitionUnit { Name = unit.Name! };
        var dropIns = new OrderedDictionary<string, IgnitionDropIn>(StringComparer.Ordinal);
        foreach (var dropIn in known.DropIns ?? [])
        {
            dropIns[dropIn.Name] = dropIn;
        }
        foreach (var dropIn in unit.DropIns ?? [])
        {
            var contents = UserDataText.ContentOf(dropIn);
            dropIns[dropIn.Name!] = new IgnitionDropIn { Name = dropIn.Name!, Contents = contents };
        }
        _units[known.Name] = known with
        {
            Enabled = unit.Enable ?? known.Enabled,
            Contents = unit.Content is { Length: > 0 } ? unit.Content : known.Contents,
            DropIns = dropIns.Count == 0 ? null : [.. dropIns.Values],
        };
        return this;
    }

    public override string ToString()
    {
        var config = new IgnitionConfig
        {
            Storage = new IgnitionStorage
            {
                Files = _files.Count == 0 ? null : [.. _files.Values],
                Links = _links.Count == 0 ? null : [.. _links.Values],
            },
            Systemd = new IgnitionSystemd { Units = _units.Count == 0 ? null : [.. _units.Values] },
        };
        return JsonSerializer.Serialize(config, Json.IgnitionConfig) + "\n";
    }
}
