using System.Text;
using Graft.Kubernetes.Connections;
using Graft.Kubernetes.Webhooks;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Connections;

public sealed class KubeconfigTests
{
    private const string Complete = """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
        - name: c
          cluster: {server: "https://example:6443/clusters/seed", tls-server-name: other, insecure-skip-tls-verify: true}
        contexts:
        - name: one
          context: {cluster: c, user: u, namespace: garden}
        - name: two
          context: {cluster: c, user: basic}
        users:
        - name: u
          user: {token: secret}
        - name: basic
          user: {username: joe, password: pw}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_current_context_is_used_unless_another_is_named()
    {
        var one = ClusterConnection.FromKubeconfig(Complete);
        var two = ClusterConnection.FromKubeconfig(Complete, "two");

        Assert.Equal(new Uri("https://example:6443/clusters/seed"), one.Server);
        Assert.Equal("secret", one.Token);
        Assert.Equal("garden", one.Namespace);
        Assert.Equal("other", one.TlsServerName);
        Assert.True(one.SkipTlsVerify);
        Assert.Equal(("joe", "pw"), (two.Username, two.Password));
        Assert.Null(two.Token);
    }

    [Theory]
    [InlineData("a: [", "kubeconfig: line 2, column 1: ")]
    [InlineData("just text", "kubeconfig: is no kubeconfig (a mapping with clusters, users and contexts)")]
    [InlineData("clusters: {}", "kubeconfig: clusters: must be a list")]
    [InlineData("clusters: [x]", "kubeconfig: clusters[0]: must be a mapping")]
    [InlineData("clusters: [{cluster: {}}]", "kubeconfig: clusters[0].name: is missing")]
    [InlineData("clusters: [{name: a}]", "kubeconfig: clusters[0].cluster: is missing")]
    [InlineData(
        "contexts: [{name: a, context: {}}]",
        "kubeconfig: current-context: is not set; name one of \"a\" with --context"
    )]
    [InlineData("current-context: b", "kubeconfig: contexts: there is no context \"b\" (there are none)")]
    [InlineData(
        "current-context: a\ncontexts: [{name: a, context: {cluster: x}}]",
        "kubeconfig: contexts[0].context.cluster: there is no cluster \"x\" (there are none)"
    )]
    [InlineData(
        "current-context: a\ncontexts: [{name: a, context: {cluster: x}}]\nclusters: [{name: x, cluster: {server: nowhere}}]",
        "kubeconfig: clusters[0].cluster.server: \"nowhere\" is no http or https address"
    )]
    [InlineData(
        "current-context: a\ncontexts: [{name: a, context: {cluster: x}}]\nclusters: [{name: x, cluster: {server: 'https://h', certificate-authority-data: '?'}}]",
        "kubeconfig: clusters[0].cluster.certificate-authority-data: is not base64"
    )]
    [InlineData(
        "current-context: a\ncontexts: [{name: a, context: {cluster: x, user: u}}]\nclusters: [{name: x, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {client-certificate-data: eA==}}]",
        "kubeconfig: users[0].user.client-key-data: is missing, but client-certificate-data is there"
    )]
    [InlineData(
        "clusters: [{name: a, cluster: {}}, {name: a, cluster: {}}]",
        "kubeconfig: clusters[1].name: \"a\" is there already in this file"
    )]
    [InlineData("kind: Pod", "kubeconfig: kind: is \"Pod\", not \"Config\"")]
    [InlineData("", "kubeconfig: current-context: is not set; name one of none with --context")]
    public void Every_fault_names_file_and_field(string text, string message)
    {
        var exception = Assert.Throws<KubeconfigException>(() => ClusterConnection.FromKubeconfig(text));

        Assert.StartsWith(message, exception.Message);
    }

    [Theory]
    [InlineData("server: ftp://h", "", "clusters[0].cluster.server: \"ftp://h\" is no http or https address")]
    [InlineData(
        "server: https://h, proxy-url: 'ssh://p'",
        "",
        "clusters[0].cluster.proxy-url: \"ssh://p\" is no http or https or socks5 address"
    )]
    [InlineData(
        "server: https://h, certificate-authority-data: eA==",
        "",
        "clusters[0].cluster.certificate-authority-data: holds no PEM certificate"
    )]
    [InlineData(
        "server: https://h, certificate-authority: /nowhere/ca.crt",
        "",
        "clusters[0].cluster.certificate-authority: Could not find"
    )]
    [InlineData(
        "server: https://h, certificate-authority-data: eA==, certificate-authority: ca.crt",
        "",
        "clusters[0].cluster.certificate-authority: is given besides certificate-authority-data"
    )]
    [InlineData(
        "server: https://h, certificate-authority-data: eA==, insecure-skip-tls-verify: true",
        "",
        "clusters[0].cluster.insecure-skip-tls-verify: is true, so that certificate-authority-data would never be"
    )]
    [InlineData("server: https://h", "token: t, username: x", "users[0].user.username: is given besides token")]
    [InlineData("server: https://h", "tokenFile: /nowhere/t", "users[0].user.tokenFile: there is no file /nowhere/t")]
    [InlineData("server: https://h", "as-groups: [a]", "users[0].user.as: is missing, but as-uid, as-groups or")]
    [InlineData("server: https://h", "auth-provider: {name: gcp}", "users[0].user.auth-provider: auth providers are")]
    [InlineData("server: https://h", "exec: {command: aws}", "users[0].user.exec.apiVersion: is missing")]
    [InlineData(
        "server: https://h",
        "exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1}",
        "users[0].user.exec.apiVersion: \"client.authentication.k8s.io/v1alpha1\" is neither"
    )]
    [InlineData(
        "server: https://h",
        "exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}",
        "users[0].user.exec.interactiveMode: is missing"
    )]
    [InlineData(
        "server: https://h",
        "exec: {command: aws, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Maybe}",
        "users[0].user.exec.interactiveMode: \"Maybe\" is none of"
    )]
    [InlineData(
        "server: https://h",
        "exec: {apiVersion: client.authentication.k8s.io/v1beta1}",
        "users[0].user.exec.command: is missing"
    )]
    [InlineData(
        "server: https://h",
        "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws, env: [{value: x}]}",
        "users[0].user.exec.env[0].name: is missing"
    )]
    [InlineData(
        "server: https://h",
        "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: [{}]}",
        "users[0].user.exec.args: must hold strings only"
    )]
    public async Task A_fault_of_a_cluster_or_a_user_names_file_and_field(string cluster, string user, string message)
    {
        using var directory = new TemporaryDirectory();
        var file = directory["config"];
        await File.WriteAllTextAsync(
            file,
            $$"""
            current-context: a
            contexts: [{name: a, context: {cluster: c, user: u} }]
            clusters: [{name: c, cluster: { {{cluster}} } }]
            users: [{name: u, user: { {{user}} } }]
            """,
            Cancel
        );

        var exception = await Assert.ThrowsAsync<KubeconfigException>(() =>
            ClusterConnection.FromKubeconfigFileAsync(file, null, Cancel)
        );

        Assert.StartsWith($"{file}: {message}", exception.Message);
    }

    [Fact]
    public void Whom_to_act_as_is_read()
    {
        var connection = ClusterConnection.FromKubeconfig(
            """
            current-context: a
            contexts: [{name: a, context: {cluster: c, user: u} }]
            clusters: [{name: c, cluster: {server: https://h, disable-compression: true, proxy-url: 'socks5://p:1'}}]
            users:
            - name: u
              user: {as: joe, as-uid: "7", as-groups: [a, b], as-user-extra: {scopes: [x, z]}}
            """
        );

        Assert.Equal("joe", connection.Impersonate!.User);
        Assert.Equal("7", connection.Impersonate.Uid);
        Assert.Equal(["a", "b"], connection.Impersonate.Groups);
        Assert.Equal(["x", "z"], connection.Impersonate.Extra["scopes"]);
        Assert.True(connection.DisableCompression);
        Assert.Equal(new Uri("socks5://p:1"), connection.Proxy);
    }

    [Fact]
    public async Task A_list_of_which_no_file_exists_is_a_fault_and_empty_files_say_nothing()
    {
        using var directory = new TemporaryDirectory();
        var missing = $"{directory["one"]}{Path.PathSeparator}{directory["two"]}";
        var exception = await Assert.ThrowsAsync<KubeconfigException>(() =>
            ClusterConnection.FromKubeconfigFileAsync(missing, null, Cancel)
        );
        Assert.Equal($"none of the kubeconfig files {missing} exists", exception.Message);

        await File.WriteAllTextAsync(directory["one"], "", Cancel);
        await File.WriteAllTextAsync(directory["two"], Complete, Cancel);
        var connection = await ClusterConnection.FromKubeconfigFileAsync(missing, null, Cancel);
        Assert.Equal("secret", connection.Token);
    }

    [Fact]
    public async Task Of_several_files_the_first_that_names_a_thing_wins_and_paths_are_relative_to_their_file()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["a"]);
        await File.WriteAllTextAsync(directory["a/token"], "t", Cancel);
        await File.WriteAllTextAsync(
            directory["a/one"],
            "current-context: x\nusers: [{name: u, user: {tokenFile: token}}]\n"
                + "contexts: [{name: x, context: {cluster: c, user: u} }]\n",
            Cancel
        );
        await File.WriteAllTextAsync(
            directory["two"],
            "current-context: y\nusers: [{name: u, user: {token: ignored}}]\n"
                + "clusters: [{name: c, cluster: {server: 'https://two'}}]\n",
            Cancel
        );
        var paths = string.Join(Path.PathSeparator, directory["a/one"], directory["missing"], directory["two"]);

        var connection = await ClusterConnection.FromKubeconfigFileAsync(paths, null, Cancel);

        Assert.Equal(new Uri("https://two"), connection.Server);
        Assert.Equal(directory["a/token"], connection.TokenFile);
        Assert.Null(connection.Token);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var exception = await Assert.ThrowsAsync<KubeconfigException>(() =>
            ClusterConnection.FromKubeconfigFileAsync("/nowhere/config", null, Cancel)
        );

        Assert.Contains("/nowhere/config", exception.Message);
    }

    [Fact]
    public void Certificates_are_read_and_mismatches_refused()
    {
        var factory = new CertificateFactory(new() { Name = "test", Hosts = ["localhost"] }, TimeProvider.System);
        var authority = factory.Authority();
        var one = factory.Server(authority.Certificate, authority.Key);
        var other = factory.Server(authority.Certificate, authority.Key);

        var connection = ClusterConnection.FromKubeconfig(Config(authority.Certificate, one.Certificate, one.Key));
        Assert.True(connection.ClientCertificate!.HasPrivateKey);
        Assert.Single(connection.CertificateAuthorities!);

        var exception = Assert.Throws<KubeconfigException>(() =>
            ClusterConnection.FromKubeconfig(Config(authority.Certificate, one.Certificate, other.Key))
        );
        Assert.StartsWith(
            "kubeconfig: users[0].user.client-certificate-data: certificate and key are no matching PEM pair",
            exception.Message
        );
    }

    private static string Config(string authority, string certificate, string key) =>
        $$"""
            current-context: x
            clusters:
            - name: c
              cluster:
                server: https://h
                certificate-authority-data: {{Base64(authority)}}
            contexts:
            - name: x
              context: {cluster: c, user: u}
            users:
            - name: u
              user:
                client-certificate-data: {{Base64(certificate)}}
                client-key-data: {{Base64(key)}}
            """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
