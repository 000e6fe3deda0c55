using System.Text.Json.Nodes;
using Graft.Api.Installation;
using Graft.Images;
using Graft.Testing;

namespace RealNode.Containerd;

/// <summary>Runs the program <c>graft-node-installer</c> on a private node, as the container of a DaemonSet does.</summary>
internal static class Installation
{
    public const string BinaryDirectory = "/var/bin/containerruntimes";

    /// <summary>crun under containerd's own shim: what the sample extension installs.</summary>
    public static RuntimeDescription Crun { get; } =
        new()
        {
            Name = "crun",
            Version = "1.8.1",
            BinPath = BinaryDirectory,
            Binaries = [new RuntimeBinary { Source = "crun", Name = "crun" }],
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = "crun",
                    RuntimeType = "io.containerd.runc.v2",
                    Options = new JsonObject { ["BinaryName"] = $"{BinaryDirectory}/crun" },
                },
            ],
            Requirements = new RuntimeRequirements
            {
                Checks = [new RuntimeCheck { Program = "crun", Arguments = ["--version"] }],
            },
        };

    /// <summary>
    /// As <see cref="Crun"/>, for pods of every containerd: Debian 12's crun knows the version 1.0 of runtime specifications only,
    /// and newer ones of containerd write 1.1 or 1.2 into what they ask for, without using anything of it here.
    /// </summary>
    public static RuntimeDescription ProvideCrunForAnySpecification(PrivateNode node)
    {
        Provide(node, "/usr/bin/crun");
        File.Move(Path.Combine(node.Content, "crun"), Path.Combine(node.Content, "crun-1.8.1"));
        File.WriteAllText(
            Path.Combine(node.Content, "crun"),
            $"""
            #!/bin/sh
            previous=
            for word in "$@"; do
                if [ "$previous" = --bundle ]; then
                    sed -i 's/"ociVersion": *"[^"]*"/"ociVersion":"1.0.2"/' "$word/config.json"
                fi
                previous=$word
            done
            exec {BinaryDirectory}/crun-1.8.1 "$@"

            """
        );
        return Crun with
        {
            Binaries =
            [
                new RuntimeBinary { Source = "crun-1.8.1", Name = "crun-1.8.1" },
                new RuntimeBinary { Source = "crun", Name = "crun" },
            ],
            Requirements = new RuntimeRequirements
            {
                Checks = [new RuntimeCheck { Program = "crun-1.8.1", Arguments = ["--version"] }],
            },
        };
    }

    /// <summary>Puts a program of this machine among the files to install; the test is skipped where it is missing.</summary>
    public static void Provide(PrivateNode node, string program)
    {
        Assert.SkipUnless(File.Exists(program), $"{program} is not installed on this machine");
        var file = Path.Combine(node.Content, Path.GetFileName(program));
        File.Copy(program, file);
        File.SetUnixFileMode(file, ImageFiles.Program);
    }

    public static Task<ProgramEnd> InstallAsync(PrivateNode node, RuntimeDescription runtime) =>
        RunAsync(node, runtime, "install", "--once", "--content", node.Content);

    public static Task<ProgramEnd> UninstallAsync(PrivateNode node, RuntimeDescription runtime) =>
        RunAsync(node, runtime, "uninstall", "--once");

    public static Task<ProgramEnd> StatusAsync(PrivateNode node, RuntimeDescription runtime) =>
        RunAsync(node, runtime, "status");

    /// <summary>The installer's outcome must be success.</summary>
    public static void Succeeds(ProgramEnd end) =>
        Assert.True(end.ExitCode == 0, $"{end.ExitCode}: {end.Output}{end.Error}");

    private static async Task<ProgramEnd> RunAsync(
        PrivateNode node,
        RuntimeDescription runtime,
        string command,
        params string[] more
    )
    {
        var ct = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["runtime.json"], InstallationJson.Serialize(runtime), ct);
        var program = Repository.File("artifacts", "bin", "graft-node-installer", "release", "graft-node-installer");
        return await Programs.RunAsync(
            program,
            [
                command,
                "--runtime",
                directory["runtime.json"],
                "--host-root",
                node.Root,
                "--host-tools",
                node.Tools,
                .. more,
            ],
            ct
        );
    }
}
