using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Tests.Configuration;

public sealed class KataConfigurationTests
{
    private const string Good =
        """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"KataConfiguration"}""";

    [Fact]
    public void Absent_and_empty_configurations_are_fine()
    {
        Assert.NotNull(KataConfigurationDecoder.Decode(null, strict: true));
        Assert.NotNull(KataConfigurationDecoder.Decode(Samples.Json("null"), strict: true));
        Assert.NotNull(KataConfigurationDecoder.Decode(Samples.Json(Good), strict: true));
    }

    [Theory]
    [InlineData("{}", "Object 'Kind' is missing in '{}'")]
    [InlineData(
        """{"apiVersion":"x/v1","kind":"KataConfiguration"}""",
        "no kind \"KataConfiguration\" is registered for version \"x/v1\""
    )]
    public void Case_47_others_carry_the_one_code(string text, string message)
    {
        var exception = Assert.Throws<ErrorCodesException>(() =>
            KataConfigurationDecoder.Decode(Samples.Json(text), strict: false)
        );
        Assert.Equal("could not decode provider config: " + message, exception.Message);
        Assert.Equal([ErrorCode.ConfigurationProblem], ErrorCodesException.CodesOf(exception));
    }
}
