using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>A pool with Kata Containers.</summary>
/// <param name="Name">The pool's name.</param>
/// <param name="Settings">What its configuration comes to.</param>
internal sealed record KataPool(string Name, KataSettings Settings)
{
    /// <summary>
    /// The pool of a ContainerRuntime. One whose configuration cannot be decoded counts as one without: its own reconcile says
    /// so, and the classes that its nodes may serve must not go meanwhile.
    /// </summary>
    public static KataPool Of(ContainerRuntime runtime)
    {
        var name = runtime.Spec?.WorkerPool?.Name ?? "";
        try
        {
            return new KataPool(name, SettingsOf(runtime));
        }
        catch (ErrorCodesException)
        {
            return new KataPool(name, KataSettings.Standard);
        }
    }

    /// <exception cref="ErrorCodesException">The configuration cannot be decoded: a configuration problem.</exception>
    public static KataSettings SettingsOf(ContainerRuntime runtime) =>
        KataSettings.Of(KataConfigurationDecoder.Decode(runtime.Spec?.ProviderConfig, strict: false));
}
