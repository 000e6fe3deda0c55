using System.Text;
using Graft.Testing;

namespace Graft.OperatingSystems.Tests;

/// <summary>
/// A directory that a provision script is tried into, with programs in front on PATH that record their calls in place of
/// systemctl and the package managers.
/// </summary>
internal sealed class TriedMachine : IDisposable
{
    public const string DefaultContainerdConfig = "version = 2\n# from containerd config default\n";

    private readonly TemporaryDirectory _directory = new();

    public TriedMachine()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(_directory["bin"]);
        foreach (var program in new[] { "systemctl", "apt-get", "zypper" })
        {
            AddProgram(program, "");
        }
        AddProgram("rpm", "printf 1.7.24");
        AddProgram("containerd", $"printf '%s' '{DefaultContainerdConfig}'");
    }

    public string Root => _directory["root"];

    /// <summary>The calls of programs so far, such as <c>systemctl daemon-reload</c>, in order.</summary>
    public IReadOnlyList<string> Calls =>
        File.Exists(_directory["calls"]) ? File.ReadAllLines(_directory["calls"]) : [];

    public string PathOf(string path) => Path.Combine(Root, path.TrimStart('/'));

    public string Read(string path) => File.ReadAllText(PathOf(path));

    public void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), content);
    }

    /// <summary>A program of the machine: records its call, then runs the given lines of shell.</summary>
    public void AddProgram(string name, string lines)
    {
        var path = _directory[$"bin/{name}"];
        File.WriteAllText(path, $"#!/bin/sh\necho \"{name} $*\" >> '{_directory["calls"]}'\n{lines}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public async Task<ProgramRun> ApplyAsync(string script)
    {
        var path = _directory["user-data"];
        await File.WriteAllBytesAsync(path, Encoding.UTF8.GetBytes(script), TestContext.Current.CancellationToken);
        return await ProgramRun.RunAsync(
            "/bin/bash",
            [path],
            new Dictionary<string, string>
            {
                ["GRAFT_ROOT"] = Root,
                ["PATH"] = $"{_directory["bin"]}:/usr/sbin:/usr/bin:/sbin:/bin",
            }
        );
    }

    /// <summary>Every file and link of the machine with its content, mode and time of change.</summary>
    public IReadOnlyList<string> Snapshot() =>
        [
            .. new DirectoryInfo(Root)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .OrderBy(file => file.FullName, StringComparer.Ordinal)
                .Select(file =>
                    $"{file.FullName} {file.LinkTarget} "
                    + (file.LinkTarget is null ? Convert.ToBase64String(File.ReadAllBytes(file.FullName)) : "")
                    + $" {file.UnixFileMode} {file.LastWriteTimeUtc:O}"
                ),
        ];

    public void Dispose() => _directory.Dispose();
}
