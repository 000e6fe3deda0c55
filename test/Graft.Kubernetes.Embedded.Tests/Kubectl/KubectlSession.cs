using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

/// <summary>What one run of kubectl printed, and how it ended.</summary>
internal sealed record KubectlResult(string Command, int ExitCode, string Output, string Error)
{
    public override string ToString() => $"kubectl {Command}\nexit code {ExitCode}\n{Output}\n{Error}";
}

/// <summary>
/// kubectl of one version, with a home, a cache and a namespace of its own, against the shared cluster.
/// </summary>
internal sealed class KubectlSession : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly TemporaryDirectory _home = new();
    private readonly string _binary;

    private KubectlSession(string binary, string @namespace)
    {
        _binary = binary;
        Namespace = @namespace;
    }

    public string Namespace { get; }

    public string Home => _home.Path;

    /// <summary>The address of the API server.</summary>
    public string Server { get; private init; } = "";

    public static async Task<KubectlSession> StartAsync(EmbeddedCluster cluster, string version)
    {
        var session = new KubectlSession(KubectlBinaries.Find(version), $"ns-{Guid.NewGuid():n}"[..12])
        {
            Server = cluster.Server.ToString().TrimEnd('/'),
        };
        session.Write("kubeconfig", cluster.Kubeconfig);
        await session.RunAsync("create", "namespace", session.Namespace);
        return session;
    }

    public string Write(string name, string content)
    {
        File.WriteAllText(_home[name], content);
        return _home[name];
    }

    /// <summary>Runs kubectl in the session's namespace and expects it to succeed; gives what it printed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }

    /// <summary>The same, with a file of which the command reads its object.</summary>
    public Task<string> RunFileAsync(string content, params string[] arguments) =>
        RunAsync([.. arguments, "-f", Write($"{Guid.NewGuid():n}.yaml", content)]);

    public Task<KubectlResult> TryFileAsync(string content, params string[] arguments) =>
        TryAsync([.. arguments, "-f", Write($"{Guid.NewGuid():n}.yaml", content)]);

    public async Task<JsonNode> JsonAsync(params string[] arguments) =>
        JsonNode.Parse(await RunAsync([.. arguments, "-o", "json"]))!;

    /// <summary>
    /// Runs a line of shell in which <c>kubectl</c> is the session's, <c>$NS</c> its namespace and <c>file</c> a program that
    /// prints a file with <c>$NS</c> filled in. Gives both outputs as one.
    /// </summary>
    public async Task<(string Output, int ExitCode)> RunShellAsync(string line, string files)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec 2>&1\n{line}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = files,
            UseShellExecute = false,
        };
        WriteProgram("bin/kubectl", $"exec {_binary} --cache-dir={_home["cache"]} --namespace={Namespace} \"$@\"");
        WriteProgram("bin/file", "sed \"s/\\$NS/$NS/g\" \"$@\"");
        Prepare(start);
        start.Environment["NS"] = Namespace;
        start.Environment["PATH"] = $"{_home["bin"]}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (output, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public async Task<KubectlResult> TryAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        return new KubectlResult(string.Join(' ', arguments), process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command that does not end by itself, such as a watch. The caller ends it.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(_binary)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add($"--cache-dir={_home["cache"]}");
        start.ArgumentList.Add($"--namespace={Namespace}");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        Prepare(start);
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private void Prepare(ProcessStartInfo start)
    {
        start.Environment["HOME"] = _home.Path;
        start.Environment["KUBECONFIG"] = _home["kubeconfig"];
        start.Environment["EDITOR"] = _home["editor"];
        start.Environment.Remove("KUBE_EDITOR");
    }

    private void WriteProgram(string name, string line)
    {
        if (!File.Exists(_home[name]))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_home[name])!);
            var path = Write(name, $"#!/bin/sh\n{line}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Makes the editor of <c>kubectl edit</c> a sed script.</summary>
    public void EditWith(string script)
    {
        var editor = Write("editor", $"#!/bin/sh\nexec sed -i -e '{script}' \"$1\"\n");
        File.SetUnixFileMode(editor, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => _home.Dispose();
}
