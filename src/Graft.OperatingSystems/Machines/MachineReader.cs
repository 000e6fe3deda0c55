using System.Text;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;

namespace Graft.OperatingSystems.Machines;

/// <summary>Makes a <see cref="Machine"/> of a provision configuration: checks names, resolves contents.</summary>
internal static class MachineReader
{
    /// <exception cref="ErrorCodesException">A name, path or content that cannot be; the message says which.</exception>
    public static async Task<Machine> ReadAsync(
        OperatingSystemConfigSpec spec,
        SecretKeyReader secrets,
        CancellationToken cancellationToken
    )
    {
        var files = new List<MachineFile>();
        foreach (var file in spec.Files ?? [])
        {
            files.Add(await ReadFileAsync(file, secrets, cancellationToken));
        }
        return new Machine
        {
            Type = spec.Type ?? throw ErrorCodesException.ConfigurationProblem("the configuration names no type"),
            Files = files,
            Units = [.. (spec.Units ?? []).Select(Checked)],
            HasContainerd = spec.HasContainerd(),
            ProviderConfig = spec.ProviderConfig,
        };
    }

    private static async Task<MachineFile> ReadFileAsync(
        OperatingSystemFile file,
        SecretKeyReader secrets,
        CancellationToken cancellationToken
    )
    {
        var path = file.Path ?? "";
        if (path.Length < 2 || path[0] != '/' || path.Contains('\0', StringComparison.Ordinal) || HasDotSegment(path))
        {
            throw ErrorCodesException.ConfigurationProblem($"file path \"{path}\" is not absolute and normalised");
        }
        return new MachineFile
        {
            Path = path,
            Mode = file.Permissions,
            Content = file.Content switch
            {
                { Inline: { } inline } => Decode(path, inline),
                { SecretRef: { } reference } => await ReadSecretAsync(path, reference, secrets, cancellationToken),
                { ImageRef: not null } => throw ErrorCodesException.ConfigurationProblem(
                    $"file {path}: content of an image cannot travel in user data"
                ),
                _ => throw ErrorCodesException.ConfigurationProblem($"file {path} has no content"),
            },
            IsTransmittedUnencoded = file.Content.TransmitUnencoded ?? false,
            HostName = file.HostName,
        };
    }

    private static byte[] Decode(string path, FileContentInline inline)
    {
        var data = inline.Data ?? "";
        switch (inline.Encoding)
        {
            case null or "":
                return Encoding.UTF8.GetBytes(data);
            case "b64":
                try
                {
                    return Convert.FromBase64String(data);
                }
                catch (FormatException)
                {
                    throw ErrorCodesException.ConfigurationProblem($"file {path}: content is not base64");
                }
            default:
                throw ErrorCodesException.ConfigurationProblem($"invalid file codec id \"{inline.Encoding}\"");
        }
    }

    private static async Task<byte[]> ReadSecretAsync(
        string path,
        FileContentSecretRef reference,
        SecretKeyReader secrets,
        CancellationToken cancellationToken
    )
    {
        var (name, key) = (reference.Name ?? "", reference.DataKey ?? "");
        return await secrets(name, key, cancellationToken)
            ?? throw ErrorCodesException.ConfigurationProblem($"file {path}: secret \"{name}\" has no key \"{key}\"");
    }

    private static SystemdUnit Checked(SystemdUnit unit)
    {
        foreach (var name in (unit.DropIns ?? []).Select(dropIn => dropIn.Name).Prepend(unit.Name))
        {
            var isFileName =
                name is { Length: > 0 } and not ("." or "..") && !name.AsSpan().ContainsAny('/', '\0', '\n');
            if (!isFileName)
            {
                throw ErrorCodesException.ConfigurationProblem($"\"{name}\" cannot name a systemd unit or drop-in");
            }
        }
        return unit;
    }

    private static bool HasDotSegment(string path) => path.Split('/').Any(segment => segment is "." or "..");
}
