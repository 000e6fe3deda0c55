using System.CommandLine;
using Graft.Extensions.Admission.Webhooks;

namespace Graft.Extensions.Tests.Admission;

public sealed class AdmissionOptionsTests
{
    [Theory]
    [InlineData("--webhook-config-mode=url", "--webhook-config-url is required in mode url")]
    [InlineData("--webhook-config-mode=url-service", "--webhook-config-namespace is required in mode url-service")]
    [InlineData("--webhook-config-url=here:1", "--webhook-config-namespace is required in mode service")]
    public void What_a_mode_needs_is_asked_for_by_the_flag_s_name(string flag, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => AddressOf(flag)).Message);

    [Fact]
    public void Flags_that_are_not_given_have_the_ports_of_the_contract()
    {
        var address = AddressOf("--webhook-config-namespace=garden");
        Assert.Equal(
            (WebhookMode.Service, "garden", "component", 443),
            (address.Mode, address.Namespace, address.ServiceName, address.ServicePort)
        );
        var options = new AdmissionOptions();
        Assert.Equal(10250, Parse(options).GetValue(options.ServerPort));
    }

    private static WebhookAddress AddressOf(string flag)
    {
        var options = new AdmissionOptions();
        return options.AddressOf(Parse(options, flag), "component");
    }

    private static ParseResult Parse(AdmissionOptions options, params string[] flags)
    {
        var command = new RootCommand();
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }
        return command.Parse(flags);
    }
}
