using System.CommandLine;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// The option <c>--uninstall-on-removal</c> of a container runtime extension: whether a runtime that a pool no longer asks
/// for is taken off the pool's nodes before its installer goes. Off by default: the nodes keep files and handlers, which
/// harms nothing and makes a later return free of restarts (wire contract, section 9.3).
/// </summary>
public static class UninstallSwitch
{
    public const string Name = "--uninstall-on-removal";

    public static Option<bool> Create() =>
        new(Name)
        {
            Description =
                "Take the runtime off a pool's nodes when the pool no longer asks for it; waits while pods use it",
        };
}
