using Graft.Extensions.ContainerRuntimes;
using Graft.Runtimes.GVisor;
using Graft.Runtimes.Kata;

namespace Graft.Landscape.Payloads;

/// <summary>
/// The directory that stands for the content of an installation image: the one given by the user, else demonstration files.
/// </summary>
internal sealed class InstallationContents(LandscapeContext context)
{
    private static readonly RuntimeComponent[] s_runtimes = [GVisor.Component, Kata.Component];

    /// <summary>Null for an image that is no installation image.</summary>
    public string? Find(string image)
    {
        var runtime = Array.Find(s_runtimes, runtime => NameOf(image) == runtime.InstallationImage);
        if (runtime is null)
        {
            return null;
        }
        if (context.Options.Payloads.TryGetValue(runtime.Type, out var given))
        {
            return given;
        }
        var directory = Path.Combine(context.Data.Payloads, runtime.Type);
        DemonstrationPayload.Write(runtime.Type, directory);
        return directory;
    }

    /// <summary>The last part of a repository, without tag and digest.</summary>
    private static string NameOf(string image) => image.Split('@')[0].Split('/')[^1].Split(':')[0];
}
