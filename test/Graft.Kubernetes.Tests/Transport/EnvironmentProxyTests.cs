using System.Net;
using Graft.Kubernetes.Transport;

namespace Graft.Kubernetes.Tests.Transport;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("https://api.example:6443", "", true)]
    [InlineData("https://api.example:6443", "other,.example.org", true)]
    [InlineData("https://api.example:6443", "example", false)]
    [InlineData("https://api.example:6443", "EXAMPLE", false)]
    [InlineData("https://api.example:6443", ".example", false)]
    [InlineData("https://api.example:6443", "*.example", false)]
    [InlineData("https://example:6443", ".example", true)]
    [InlineData("https://notexample:6443", "example", true)]
    [InlineData("https://api.example:6443", "api.example:6443", false)]
    [InlineData("https://api.example:6443", "api.example:443", true)]
    [InlineData("https://api.example:6443", " x , * ", false)]
    [InlineData("https://10.1.2.3", "10.0.0.0/8", false)]
    [InlineData("https://10.1.2.3", "10.9.9.9/12", false)]
    [InlineData("https://10.16.0.1", "10.9.9.9/12", true)]
    [InlineData("https://10.1.2.3", "10.1.2.3", false)]
    [InlineData("https://10.1.2.3", "10.1.2.3:443", false)]
    [InlineData("https://10.1.2.3", "10.1.2.3:80", true)]
    [InlineData("https://[fd00::5]", "fd00::/16", false)]
    [InlineData("https://[fd00::5]", "fd00::5", false)]
    [InlineData("https://[fd00::5]", "[fd00::5]:443", false)]
    [InlineData("https://[fd00::5]", "10.0.0.0/8", true)]
    [InlineData("https://localhost:6443", "", false)]
    [InlineData("https://127.0.0.1:6443", "", false)]
    [InlineData("https://[::1]:6443", "", false)]
    [InlineData("http://api.example", "", false)]
    public void An_address_goes_through_the_proxy_unless_it_is_excepted(string address, string exceptions, bool proxied)
    {
        var proxy = Proxy(("HTTPS_PROXY", "http://proxy:3128"), ("NO_PROXY", exceptions));

        var used = proxy.GetProxy(new Uri(address));

        Assert.Equal(proxied ? new Uri("http://proxy:3128") : null, used);
        Assert.Equal(!proxied, proxy.IsBypassed(new Uri(address)));
    }

    [Fact]
    public void Names_in_lower_case_are_read_too_and_the_scheme_may_be_left_out()
    {
        var proxy = Proxy(("https_proxy", "proxy:3128"), ("HTTP_PROXY", "socks5://plain:1080"));

        Assert.Equal(new Uri("http://proxy:3128"), proxy.GetProxy(new Uri("https://api")));
        Assert.Equal(new Uri("socks5://plain:1080"), proxy.GetProxy(new Uri("http://api")));
    }

    [Fact]
    public void User_and_password_of_a_proxy_are_its_credentials()
    {
        var proxy = Proxy(("HTTPS_PROXY", "http://joe:p%40ss@proxy:3128"));

        var credential = proxy.Credentials!.GetCredential(proxy.GetProxy(new Uri("https://api"))!, "Basic");

        Assert.Equal(("joe", "p@ss"), (credential!.UserName, credential.Password));
    }

    private static IWebProxy Proxy(params (string Name, string Value)[] environment) =>
        new EnvironmentProxy(name => environment.FirstOrDefault(entry => entry.Name == name).Value);
}
