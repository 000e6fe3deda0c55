using System.Text.Json;
using Graft.Extensions.Actuators;
using Graft.Extensions.ProviderConfigs;

namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>Reads <see cref="GVisorConfiguration"/>.</summary>
internal static class GVisorConfigurationDecoder
{
    public const string ApiVersion = "gvisor.runtime.extensions.config.gardener.cloud/v1alpha1";

    public const string Kind = "GVisorConfiguration";

    private static readonly ProviderConfigDecoder<GVisorConfiguration> s_decoder = new(
        ApiVersion,
        Kind,
        GVisorJsonContext.Default.GVisorConfiguration
    );

    /// <inheritdoc cref="ProviderConfigDecoder{T}.Decode"/>
    /// <exception cref="ErrorCodesException">It cannot be decoded: a configuration problem.</exception>
    public static GVisorConfiguration Decode(JsonElement? raw, bool strict) => s_decoder.Decode(raw, strict);
}
