using System.Security.Cryptography;

namespace Graft.EndToEnd;

/// <summary>What lies on a local node.</summary>
internal sealed class LocalNodeFiles(string data, string node)
{
    public string Root { get; } = Path.Combine(data, "nodes", node, "root");

    public string Config => this["etc/containerd/config.toml"];

    /// <summary>The directory for binaries that the operating system extension's metadata file names.</summary>
    public string BinaryDirectory
    {
        get
        {
            var metadata = File.ReadAllText(this["etc/metadata/containerruntime"]);
            Assert.Matches("^CONTAINER_RUNTIME_BIN_PATH=/[^\n]+$", metadata);
            return metadata.Split('=')[1];
        }
    }

    public string this[string path] => Path.Combine(Root, path.TrimStart('/'));

    /// <summary>The node directories of a landscape, by name.</summary>
    public static IReadOnlyList<string> Names(string data) =>
        [.. Directory.GetDirectories(Path.Combine(data, "nodes")).Select(path => Path.GetFileName(path)).Order()];

    /// <summary>The one node of a pool.</summary>
    public static LocalNodeFiles OfPool(string data, string pool) =>
        new(data, Names(data).Single(name => name.Contains($"-{pool}-", StringComparison.Ordinal)));

    /// <summary>The calls of systemctl since the kubelet was started, that is since pods could run.</summary>
    public IReadOnlyList<string> SystemctlCallsSinceKubelet()
    {
        var calls = File.ReadAllLines(this["var/lib/graft-standin/systemctl.log"]);
        var kubelet = Array.FindIndex(
            calls,
            call =>
                call.Contains("start", StringComparison.Ordinal)
                && call.Contains("kubelet.service", StringComparison.Ordinal)
        );
        Assert.True(kubelet >= 0, "the kubelet was never started:\n" + string.Join('\n', calls));
        return calls[(kubelet + 1)..];
    }

    public int ContainerdRestarts() =>
        SystemctlCallsSinceKubelet()
            .Count(call =>
                call.StartsWith("restart", StringComparison.Ordinal)
                && call.Contains("containerd", StringComparison.Ordinal)
            );

    /// <summary>Names, sizes, modes and hashes of all files of the node that the runtimes have to do with.</summary>
    public IReadOnlyDictionary<string, string> Fingerprint() =>
        new[] { "etc/containerd", "etc/metadata", BinaryDirectory.TrimStart('/'), "opt/kata", "var/lib/graft" }
            .Select(directory => this[directory])
            .Where(Directory.Exists)
            .SelectMany(directory => Directory.GetFiles(directory, "*", SearchOption.AllDirectories))
            .ToDictionary(file => Path.GetRelativePath(Root, file), Describe);

    /// <summary>The file behind a path of the node: links are followed inside the node, as the node itself would.</summary>
    public string Resolve(string path)
    {
        for (var hops = 0; hops < 8; hops++)
        {
            var target = new FileInfo(this[path]).LinkTarget;
            if (target is null)
            {
                return this[path];
            }
            path = target.StartsWith('/') ? target : Path.Combine(Path.GetDirectoryName(path)!, target);
        }
        throw new IOException($"too many links at {path}");
    }

    private static string Describe(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is { } target
            ? $"link to {target}"
            : $"{file.UnixFileMode} {file.LastWriteTimeUtc:O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}";
    }
}
