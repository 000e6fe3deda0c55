using System.Text.Json;
using Graft.Extensions.Actuators;
using Graft.Extensions.ProviderConfigs;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>Reads <see cref="KataConfiguration"/>.</summary>
internal static class KataConfigurationDecoder
{
    public const string ApiVersion = "kata.runtime.extensions.config.gardener.cloud/v1alpha1";

    public const string Kind = "KataConfiguration";

    private static readonly ProviderConfigDecoder<KataConfiguration> s_decoder = new(
        ApiVersion,
        Kind,
        KataJsonContext.Default.KataConfiguration
    );

    /// <inheritdoc cref="ProviderConfigDecoder{T}.Decode"/>
    /// <exception cref="ErrorCodesException">It cannot be decoded: a configuration problem.</exception>
    public static KataConfiguration Decode(JsonElement? raw, bool strict) => s_decoder.Decode(raw, strict);
}
