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
    [InlineData("""{"file-access":"exclusive"}""", "file-access = \"exclusive\"\n")]
    [InlineData("""{"file-access":"shared"}""", "")]
    [InlineData("""{"file-access":"shared","overlay2":"root:memory"}""", "overlay2 = \"root:memory\"\n")]
    [InlineData("""{"file-access":"shared","overlay2":"none"}""", "file-access = \"shared\"\noverlay2 = \"none\"\n")]
    [InlineData("""{"file-access-mounts":"shared"}""", "file-access-mounts = \"shared\"\n")]
    [InlineData("""{"network":"host"}""", "network = \"host\"\n")]
    [InlineData("""{"network":"bridge"}""", "")]
    [InlineData("""{"overlay2":"all:dir=/var/tmp/gvisor"}""", "overlay2 = \"all:dir=/var/tmp/gvisor\"\n")]
    [InlineData("""{"overlay2":"all:dir=/var/../etc"}""", "")]
    [InlineData("""{"overlay2":"root:dir=var"}""", "")]
    [InlineData("""{"platform":"kvm"}""", "platform = \"kvm\"\n")]
    [InlineData("""{"platform":"systrap"}""", "platform = \"systrap\"\n")]
    [InlineData("""{"platform":"ptrace"}""", "")]
    [InlineData("""{"rootless":"true"}""", "")]
    [InlineData("""{}""", "")]
    public void Case_47_every_flag_renders_as_the_contract_says(string flags, string lines)
    {
        var text = Samples.Configuration($"\"configFlags\":{flags}");
        var configuration = GVisorConfigurationDecoder.Decode(Samples.Json(text), strict: false);
        Assert.Equal("[runsc_config]\n" + lines, TextOf(configuration));
    }

    [Fact]
    public void Case_47_flags_in_any_order_render_equally()
    {
        string[] names = ["platform", "net-raw", "network", "panic-signal"];
        var values = new Dictionary<string, string>
        {
            ["platform"] = "kvm",
            ["net-raw"] = "true",
            ["network"] = "none",
            ["panic-signal"] = "3",
        };
        var texts = Orders(names)
            .Select(order => new GVisorConfiguration
            {
                ConfigFlags = order.ToDictionary(name => name, name => values[name]),
            })
            .Select(TextOf)
            .ToList();
        Assert.Equal(24, texts.Count);
        Assert.Single(texts.Distinct());
        Assert.Equal(
            "[runsc_config]\nnet-raw = \"true\"\nnetwork = \"none\"\npanic-signal = \"3\"\nplatform = \"kvm\"\n",
            texts[0]
        );
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
        Assert.Equal("[runsc_config]\n", TextOf(configuration));
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
        Assert.Equal("[runsc_config]\n", TextOf(GVisorConfigurationDecoder.Decode(null, strict: true)));
    }

    private static string TextOf(GVisorConfiguration configuration) =>
        RunscToml.Render(new RunscFlags(configuration.ConfigFlags));

    private static IEnumerable<string[]> Orders(string[] names) =>
        names.Length <= 1
            ? [names]
            : names.SelectMany(first => Orders([.. names.Except([first])]).Select(rest => (string[])[first, .. rest]));
}
