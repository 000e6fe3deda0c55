using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Tests.Transport;
using Graft.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Connections;

/// <summary>Credential programs, as real processes: shell scripts that the tests write.</summary>
public sealed class ExecPluginTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private const string V1Beta1 = "client.authentication.k8s.io/v1beta1";
    private static readonly ObjectKey s_key = new("default", "a");
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new();
    private Func<string, bool> _accepts = _ => true;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private int Runs => File.Exists(_directory["runs"]) ? File.ReadAllLines(_directory["runs"]).Length : 0;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(V1)]
    [InlineData(V1Beta1)]
    public async Task The_token_of_the_program_is_sent_and_kept(string version)
    {
        await using var server = await StartAsync();
        using var client = await ClientAsync(
            server,
            Script($"echo '{Token("t1", version: version)}'"),
            version: version
        );

        Assert.Equal("Bearer t1", await CallerAsync(client));
        Assert.Equal("Bearer t1", await CallerAsync(client));
        Assert.Equal(1, Runs);
    }

    [Fact]
    public async Task Arguments_environment_and_the_cluster_are_given_to_the_program()
    {
        await using var server = await StartAsync();
        var script = Script(
            """
            printf '%s' "$KUBERNETES_EXEC_INFO" > info
            printf '%s|%s|%s|%s' "$1" "$2" "$GREETING" "${HOME:+home}" > given
            """,
            $"echo '{Token("t")}'"
        );
        using var client = await ClientAsync(
            server,
            script,
            "args: [one, 'two words'], env: [{name: GREETING, value: hello}], provideClusterInfo: true"
        );

        await CallerAsync(client);

        Assert.Equal("one|two words|hello|home", await File.ReadAllTextAsync(_directory["given"], Cancel));
        var expected = $$$$$"""
            {"kind":"ExecCredential","apiVersion":"{{{{{V1}}}}}","spec":{"interactive":false,"cluster":{
             "server":"{{{{{server.Address.OriginalString.TrimEnd('/')}}}}}","tls-server-name":"other",
             "config":{"audience":"here"}}}}
            """;
        var given = JsonNode.Parse(await File.ReadAllTextAsync(_directory["info"], Cancel));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), given), given!.ToJsonString());
    }

    [Fact]
    public async Task Without_being_asked_for_the_cluster_is_not_told()
    {
        await using var server = await StartAsync();
        var script = Script("""printf '%s' "$KUBERNETES_EXEC_INFO" > info""", $"echo '{Token("t")}'");
        using var client = await ClientAsync(server, script);

        await CallerAsync(client);

        var given = JsonNode.Parse(await File.ReadAllTextAsync(_directory["info"], Cancel));
        Assert.Equal("""{"interactive":false}""", given!["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Credentials_are_renewed_a_minute_before_they_expire()
    {
        var expiry = Rfc3339.Seconds(_time.GetUtcNow().AddMinutes(10));
        await using var server = await StartAsync();
        using var client = await ClientAsync(server, Script(Numbered(expiry)));

        Assert.Equal("Bearer t1", await CallerAsync(client));
        _time.Advance(TimeSpan.FromMinutes(8.9));
        Assert.Equal("Bearer t1", await CallerAsync(client));
        _time.Advance(TimeSpan.FromMinutes(0.2));

        Assert.Equal("Bearer t2", await CallerAsync(client));
    }

    [Fact]
    public async Task Credentials_that_cannot_be_renewed_yet_are_used_until_they_expire()
    {
        var expiry = Rfc3339.Seconds(_time.GetUtcNow().AddMinutes(10));
        await using var server = await StartAsync();
        var script = Script("[ $(wc -l < runs) -eq 1 ] || { echo 'no network' >&2; exit 3; }", Numbered(expiry));
        using var client = await ClientAsync(server, script);
        Assert.Equal("Bearer t1", await CallerAsync(client));

        _time.Advance(TimeSpan.FromMinutes(9.5));
        Assert.Equal("Bearer t1", await CallerAsync(client));
        Assert.Equal("Bearer t1", await CallerAsync(client));
        Assert.Equal(2, Runs);
        _time.Advance(TimeSpan.FromMinutes(1));

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => CallerAsync(client));
        Assert.EndsWith("failed with exit code 3: no network", exception.Message);
    }

    [Fact]
    public async Task A_refusal_makes_the_program_run_once_more()
    {
        _accepts = caller => caller != "Bearer t1";
        await using var server = await StartAsync();
        using var client = await ClientAsync(server, Script(Numbered(null)));

        Assert.Equal("Bearer t2", await CallerAsync(client));
        Assert.Equal(2, server.Requests.Count);

        _accepts = _ => false;
        var exception = await Assert.ThrowsAsync<KubernetesException>(() => CallerAsync(client));
        Assert.True(exception.IsUnauthorized);
        Assert.Equal(3, Runs);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task However_many_requests_wait_one_process_runs()
    {
        await using var server = await StartAsync();
        var script = Script("mkdir running || touch twice", "sleep 0.2", Numbered(null), "rmdir running");
        using var client = await ClientAsync(server, script);

        var callers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallerAsync(client)));

        Assert.All(callers, caller => Assert.Equal("Bearer t1", caller));
        Assert.Equal(1, Runs);
        Assert.False(File.Exists(_directory["twice"]));
    }

    [Fact]
    public async Task A_program_is_killed_with_its_children_when_the_request_is_cancelled()
    {
        await using var server = await StartAsync();
        var script = Script("sleep 600 & echo $$ $! > pids.new && mv pids.new pids", "wait");
        using var client = await ClientAsync(server, script);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var call = client.GetAsync<ConfigMap>(s_key, stop.Token);
        await Eventually.TrueAsync(() => File.Exists(_directory["pids"]));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var pids = (await File.ReadAllTextAsync(_directory["pids"], Cancel)).Split();
        await Eventually.TrueAsync(() => pids.Take(2).All(pid => !IsRunning(pid)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_killed_after_a_minute()
    {
        await using var server = await StartAsync();
        using var client = await ClientAsync(server, Script("touch started", "exec sleep 600"));

        var call = CallerAsync(client);
        await Eventually.TrueAsync(() => File.Exists(_directory["started"]));
        _time.Advance(TimeSpan.FromSeconds(61));

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.EndsWith("did not end within 60 s and was killed", exception.Message);
    }

    [Fact]
    public async Task A_program_may_write_more_to_its_error_stream_than_a_pipe_holds()
    {
        await using var server = await StartAsync();
        var script = Script("head -c 300000 /dev/zero | tr '\\0' x >&2", $"echo '{Token("t")}'");
        using var client = await ClientAsync(server, script);

        Assert.Equal("Bearer t", await CallerAsync(client));
    }

    [Theory]
    [InlineData("echo hello", "its output is no JSON: ")]
    [InlineData("echo '[]'", "its output is no JSON object")]
    [InlineData("echo '{}'", "its output is of kind \"\", not ExecCredential")]
    [InlineData(
        """echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}'""",
        "it is configured to use API version client.authentication.k8s.io/v1 but returned client.authentication.k8s.io/v1beta1"
    )]
    [InlineData("status", "it returned no status")]
    [InlineData("status{}", "it returned neither a token nor a certificate with its key")]
    [InlineData(
        """status{"clientCertificateData":"x"}""",
        "it returned only one of clientCertificateData and clientKeyData"
    )]
    [InlineData(
        """status{"clientCertificateData":"x","clientKeyData":"y"}""",
        "its client certificate cannot be used: certificate and key are no matching PEM pair"
    )]
    [InlineData("""status{"token":7}""", "its token is no string")]
    [InlineData("""status{"token":"a b"}""", "the token has characters that no header can hold")]
    [InlineData(
        """status{"token":"t","expirationTimestamp":"soon"}""",
        "its expirationTimestamp \"soon\" is no RFC 3339 time"
    )]
    public async Task What_is_wrong_with_an_answer_is_said_with_file_user_and_field(string command, string message)
    {
        var printed = command.StartsWith("status", StringComparison.Ordinal)
            ? $$"""echo '{"kind":"ExecCredential","apiVersion":"{{V1}}","status":{{(command.Length == 6 ? "null" : command[6..])}}}'"""
            : command;
        await using var server = await StartAsync();
        using var client = await ClientAsync(server, Script(printed));

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => CallerAsync(client));

        Assert.Equal(HttpRequestError.UserAuthenticationError, exception.HttpRequestError);
        Assert.StartsWith($"{_directory["config"]}: users[0].user.exec: user \"u\": {message}", exception.Message);
    }

    [Fact]
    public async Task A_program_that_is_not_installed_is_named_with_the_hint_but_without_its_terminal_codes()
    {
        await using var server = await StartAsync();
        using var client = await ClientAsync(server, "no-such-plugin", "installHint: \"\\e[31mTry\\e[0m apt\"");

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => CallerAsync(client));

        Assert.EndsWith("user \"u\": \"no-such-plugin\" was not found on PATH. Try apt", exception.Message);
    }

    [Fact]
    public async Task A_program_in_the_working_directory_is_not_run_by_its_bare_name()
    {
        var name = $"graft-test-{Guid.NewGuid():N}";
        File.Copy(Script($"echo '{Token("t")}'"), Path.Combine(Environment.CurrentDirectory, name));
        try
        {
            await using var server = await StartAsync();
            using var client = await ClientAsync(server, name);

            await Assert.ThrowsAsync<HttpRequestException>(() => CallerAsync(client));
        }
        finally
        {
            File.Delete(Path.Combine(Environment.CurrentDirectory, name));
        }
    }

    [Fact]
    public async Task A_program_that_needs_a_terminal_is_not_started_without_one()
    {
        Assert.SkipUnless(Console.IsInputRedirected, "standard input is a terminal here");
        await using var server = await StartAsync();
        using var client = await ClientAsync(server, Script($"echo '{Token("t")}'"), mode: "Always");

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => CallerAsync(client));

        Assert.EndsWith("needs a terminal (interactiveMode: Always), and standard input is none", exception.Message);
        Assert.Equal(0, Runs);
    }

    [Fact]
    public async Task Standard_input_is_empty_for_a_program_that_is_not_interactive()
    {
        await using var server = await StartAsync();
        using var client = await ClientAsync(server, Script("cat > input", $"echo '{Token("t")}'"));

        Assert.Equal("Bearer t", await CallerAsync(client));
        Assert.Equal("", await File.ReadAllTextAsync(_directory["input"], Cancel));
    }

    [Fact]
    public async Task A_static_token_goes_before_the_program()
    {
        await using var server = await StartAsync();
        using var client = await ClientAsync(server, Script($"echo '{Token("t")}'"), user: "token: static, ");

        Assert.Equal("Bearer static", await CallerAsync(client));
        Assert.Equal(0, Runs);
    }

    [Fact]
    public async Task A_renewed_certificate_of_the_program_reaches_new_connections()
    {
        var authority = new TestAuthority();
        WriteCertificate("1", authority.Issue("first"));
        WriteCertificate("2", authority.Issue("second"));
        await using var server = await ScriptedServer.StartAsync(
            AnswerAsync,
            listen =>
                listen.UseHttps(
                    new HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = authority.IssueCertificate("other"),
                        ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                        ClientCertificateValidation = (_, _, _) => true,
                    }
                )
        );
        var connection = await ConnectionAsync(server, Script("cat answer-$(wc -l < runs)"));
        using var client = new KubernetesClient(
            connection with
            {
                CertificateAuthorities = authority.Certificates,
            },
            _time,
            NullLogger.Instance
        );

        Assert.Equal("CN=first", await CallerAsync(client));
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("CN=second", await CallerAsync(client));
        Assert.Equal(2, Runs);
    }

    private static string Token(string token, string? expires = null, string version = V1) =>
        Answer(new JsonObject { ["token"] = token, ["expirationTimestamp"] = expires }, version);

    private static string Answer(JsonObject status, string version = V1) =>
        new JsonObject
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = version,
            ["status"] = status,
        }.ToJsonString();

    /// <summary>Prints token t1 in its first run, t2 in its second.</summary>
    private static string Numbered(string? expires) =>
        $"echo '{Token("tNUMBER", expires)}' | sed \"s/NUMBER/$(wc -l < runs | tr -d ' ')/\"";

    private void WriteCertificate(string run, (string Certificate, string Key) pair)
    {
        var status = new JsonObject
        {
            ["clientCertificateData"] = pair.Certificate,
            ["clientKeyData"] = pair.Key,
            ["expirationTimestamp"] = Rfc3339.Seconds(_time.GetUtcNow().AddMinutes(5)),
        };
        File.WriteAllText(_directory[$"answer-{run}"], Answer(status));
    }

    private string Script(params string[] lines)
    {
        var path = _directory["plugin"];
        var text = $"#!/bin/sh\ncd '{_directory.Path}'\necho run >> runs\n{string.Join('\n', lines)}\n";
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private Task<ScriptedServer> StartAsync() => ScriptedServer.StartAsync(AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var caller = context.Request.Headers.Authorization.ToString() is { Length: > 0 } header
            ? header
            : (await context.Connection.GetClientCertificateAsync(Cancel))?.Subject ?? "nobody";
        await (
            _accepts(caller)
                ? context.JsonAsync(Answers.ConfigMap("a", "1", caller))
                : context.JsonAsync(Answers.Status(401, "Unauthorized", "Unauthorized"), 401)
        );
    }

    private async Task<KubernetesClient> ClientAsync(
        ScriptedServer server,
        string command,
        string? more = null,
        string mode = "Never",
        string user = "",
        string version = V1
    ) => new(await ConnectionAsync(server, command, more, mode, user, version), _time, NullLogger.Instance);

    private async Task<ClusterConnection> ConnectionAsync(
        ScriptedServer server,
        string command,
        string? more = null,
        string mode = "Never",
        string user = "",
        string version = V1
    )
    {
        await File.WriteAllTextAsync(
            _directory["config"],
            $$"""
            current-context: a
            contexts: [{name: a, context: {cluster: c, user: u} }]
            clusters:
            - name: c
              cluster:
                server: "{{server.Address.OriginalString.TrimEnd('/')}}"
                tls-server-name: other
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: here} }]
            users:
            - name: u
              user: { {{user}}exec: {apiVersion: {{version}}, command: {{command}}, interactiveMode: {{mode}}, {{more}} } }
            """,
            Cancel
        );
        return await ClusterConnection.FromKubeconfigFileAsync(_directory["config"], null, Cancel);
    }

    private static async Task<string> CallerAsync(KubernetesClient client) =>
        (await client.GetAsync<ConfigMap>(s_key, Cancel)).Data!["k"];

    /// <summary>A process that has ended may stay as a zombie until its parent looks.</summary>
    private static bool IsRunning(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException)
        {
            return false;
        }
    }
}
