using Graft.Kubernetes.Connections;
using Graft.Kubernetes.Webhooks;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Connections;

public sealed class InClusterTests : IDisposable
{
    private readonly TemporaryDirectory _mounted = new();
    private readonly Dictionary<string, string> _environment = new()
    {
        ["KUBERNETES_SERVICE_HOST"] = "10.0.0.1",
        ["KUBERNETES_SERVICE_PORT"] = "443",
    };

    public InClusterTests()
    {
        var factory = new CertificateFactory(new() { Name = "test", Hosts = ["localhost"] }, TimeProvider.System);
        File.WriteAllText(_mounted["ca.crt"], factory.Authority().Certificate);
        File.WriteAllText(_mounted["token"], "secret\n");
        File.WriteAllText(_mounted["namespace"], "garden\n");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _mounted.Dispose();

    [Fact]
    public async Task Address_token_authority_and_namespace_come_from_environment_and_files()
    {
        Assert.True(InCluster().IsAvailable);

        var connection = await InCluster().LoadAsync(Cancel);

        Assert.Equal(new Uri("https://10.0.0.1:443"), connection.Server);
        Assert.Equal(_mounted["token"], connection.TokenFile);
        Assert.Equal(_mounted["ca.crt"], connection.CertificateAuthorityFile);
        Assert.Single(connection.CertificateAuthorities!);
        Assert.Equal("garden", connection.Namespace);
    }

    [Fact]
    public async Task An_IPv6_address_gets_its_brackets()
    {
        _environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";

        Assert.Equal("https://[fd00::1]/", (await InCluster().LoadAsync(Cancel)).Server.ToString());
    }

    [Fact]
    public async Task Outside_of_a_pod_the_missing_variables_are_named()
    {
        _environment.Remove("KUBERNETES_SERVICE_PORT");

        Assert.False(InCluster().IsAvailable);
        Assert.Equal(
            "this process runs in no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be set",
            await FaultAsync()
        );
    }

    [Theory]
    [InlineData("token", "", "/token: is empty")]
    [InlineData("ca.crt", "rubbish", "/ca.crt: holds no PEM certificate")]
    [InlineData("token", null, "the pod's service account cannot be read: Could not find file")]
    public async Task A_file_that_cannot_be_used_is_named(string file, string? content, string message)
    {
        File.Delete(_mounted[file]);
        if (content is not null)
        {
            await File.WriteAllTextAsync(_mounted[file], content, Cancel);
        }

        Assert.Contains(message, await FaultAsync());
    }

    private InCluster InCluster() => new(_mounted.Path, name => _environment.GetValueOrDefault(name));

    private async Task<string> FaultAsync() =>
        (await Assert.ThrowsAsync<KubeconfigException>(() => InCluster().LoadAsync(Cancel))).Message;
}
