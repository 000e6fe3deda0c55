using Graft.Extensions.ContainerRuntimes;
using Graft.Runtimes.GVisor;
using Graft.Runtimes.Kata;

namespace Graft.Landscape.Payloads;

/// <summary>
/// The directory that stands for the content of an installation image: the one given by the user, else demonstration files.
/// </summary>
internal sealed class InstallationContents(LandscapeContext context)
{
    private readonly RuntimeComponent[] _runtimes =
    [
        GVisor.Component,
        Kata.Component,
        .. context
            .Options.Extensions.SelectMany(extension => extension.ContainerRuntimes)
            .Select(type => new RuntimeComponent(type, type)),
    ];

    /// <summary>Null for an image that is no installation image.</summary>
    public string? Find(string image)
    {
        var runtime = Array.Find(_runtimes, runtime => NameOf(image) == runtime.InstallationImage);
        if (runtime is null)
        {
            return null;
        }
        if (context.Options.Payloads.TryGetValue(runtime.Type, out var given))
        {
            return given;
        }
        if (!DemonstrationPayload.Types.Contains(runtime.Type, StringComparer.Ordinal))
        {
            throw new LandscapeException(
                $"there are no demonstration files for {runtime.Type}: name a directory with --payload {runtime.Type}=DIR"
            );
        }
        var directory = Path.Combine(context.Data.Payloads, runtime.Type);
        DemonstrationPayload.Write(runtime.Type, directory);
        return directory;
    }

    /// <summary>The last part of a repository, without tag and digest.</summary>
    private static string NameOf(string image) => image.Split('@')[0].Split('/')[^1].Split(':')[0];
}
