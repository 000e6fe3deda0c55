using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Tests.Configuration;

public sealed class GVisorConfigurationTests
{
    [Theory]
    [InlineData("""{"debug":"true"}""", "debug = \"true\"\ndebug-log = \"/var/log/runsc/%ID%/gvisor-%COMMAND%.log\"\n")]
    [InlineData("""{"net-raw":"true"}""", "net-raw = \"true\"\n")]
    [InlineData("""{"net-raw":"false"}""", "net-raw = \"false\"\n")]
    [InlineData("""{"nvproxy":"true"}""", "nvproxy = \"true\"\n")]
    [InlineData("""{"panic-signal":"9"}""", "panic-signal = \"9\"\n")]
    [InlineData("""{"panic-signal":"-1"}""", "panic-signal = \"-1\"\n")]
    [InlineData("""{"debug":"1"}""", "")]
    [InlineData("""{"net-raw":"yes"}""", "")]
    [InlineData("""{"panic-signal":"SIGTERM"}""", "")]
    [InlineData("""{"platform":"kvm"}""", "")]
    [InlineData("""{}""", "")]
    public void Case_47_every_flag_renders_as_the_contract_says(string flags, string lines)
    {
        var text = Samples.Configuration($"\"configFlags\":{flags}");
        var configuration = GVisorConfigurationDecoder.Decode(Samples.Json(text), strict: false);
        Assert.Equal("[runsc_config]\n" + lines, RunscToml.Render(configuration));
    }

    [Fact]
    public void Case_47_flags_in_any_order_render_equally()
    {
        string[] names = ["debug", "net-raw", "nvproxy", "panic-signal"];
        var texts = Orders(names)
            .Select(order => new GVisorConfiguration
            {
                ConfigFlags = order.ToDictionary(name => name, name => name == "panic-signal" ? "3" : "true"),
            })
            .Select(RunscToml.Render)
            .ToList();
        Assert.Equal(24, texts.Count);
        Assert.Single(texts.Distinct());
        Assert.Contains("nvproxy = \"true\"\npanic-signal = \"3\"\n", texts[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true\"\nroot = \"/")]
    [InlineData("3\n")]
    [InlineData("\"")]
    [InlineData("３")]
    public void Case_47_no_value_can_break_the_file(string value)
    {
        var configuration = new GVisorConfiguration
        {
            ConfigFlags = RunscFlag
                .All.Select(flag => flag.Name)
                .Append("x\" = \"1")
                .ToDictionary(name => name, _ => value),
        };
        Assert.Equal("[runsc_config]\n", RunscToml.Render(configuration));
    }

    [Theory]
    [InlineData(
        """{"apiVersion":"some.group.com/v1alpha1","kind":"GVisorConfiguration"}""",
        "no kind \"GVisorConfiguration\" is registered for version \"some.group.com/v1alpha1\""
    )]
    [InlineData(
        """{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"Other"}""",
        "no kind \"Other\" is registered for version \"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1\""
    )]
    [InlineData("""{"kind":"GVisorConfiguration"}""", "Object 'apiVersion' is missing in")]
    [InlineData("""{"apiVersion":"a/v1"}""", "Object 'Kind' is missing in")]
    [InlineData("{}", "Object 'Kind' is missing in")]
    [InlineData("[]", "no object but Array")]
    [InlineData("\"text\"", "no object but String")]
    [InlineData(
        """{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"GVisorConfiguration","configFlags":{"debug":true}}""",
        "configFlags"
    )]
    public void Case_47_what_cannot_be_decoded_carries_the_one_code(string text, string message)
    {
        var exception = Assert.Throws<ErrorCodesException>(() =>
            GVisorConfigurationDecoder.Decode(Samples.Json(text), strict: false)
        );
        Assert.Equal([ErrorCode.ConfigurationProblem], ErrorCodesException.CodesOf(exception));
        Assert.StartsWith("could not decode provider config: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_fields_are_tolerated_by_the_extension_and_refused_by_admission()
    {
        var text = Samples.Json(Samples.Configuration("\"configFlgs\":{}"));
        Assert.Null(GVisorConfigurationDecoder.Decode(text, strict: false).ConfigFlags);
        var exception = Assert.Throws<ErrorCodesException>(() => GVisorConfigurationDecoder.Decode(text, strict: true));
        Assert.Equal(
            "could not decode provider config: strict decoding error: unknown field \"configFlgs\"",
            exception.Message
        );
    }

    [Fact]
    public void No_configuration_is_fine()
    {
        Assert.Equal("[runsc_config]\n", RunscToml.Render(GVisorConfigurationDecoder.Decode(null, strict: true)));
    }

    private static IEnumerable<string[]> Orders(string[] names) =>
        names.Length <= 1
            ? [names]
            : names.SelectMany(first => Orders([.. names.Except([first])]).Select(rest => (string[])[first, .. rest]));
}
