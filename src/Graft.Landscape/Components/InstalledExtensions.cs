using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Hosting;
using Graft.OperatingSystems.CoreOS;
using Graft.OperatingSystems.SuseChost;
using Graft.OperatingSystems.Ubuntu;
using Graft.Runtimes.GVisor;
using Graft.Runtimes.Kata;

namespace Graft.Landscape.Components;

/// <summary>The extensions of a local landscape, those that its ControllerRegistrations name.</summary>
internal static class InstalledExtensions
{
    public static IReadOnlyList<ExtensionDefinition> All { get; } =
    [
        GVisorExtension.Definition,
        KataExtension.Definition,
        UbuntuExtension.Definition,
        CoreOSExtension.Definition,
        SuseChostExtension.Definition,
    ];

    /// <summary>The command line that an extension would be started with.</summary>
    public static IReadOnlyList<string> ArgumentsOf(ExtensionDefinition extension, LandscapeOptions options) =>
        options.UninstallsOnRemoval && extension.Options.Any(option => option.Name == UninstallSwitch.Name)
            ? [UninstallSwitch.Name]
            : [];
}
