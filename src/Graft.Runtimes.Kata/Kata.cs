using Graft.Extensions.ContainerRuntimes;

namespace Graft.Runtimes.Kata;

/// <summary>The runtime's names.</summary>
public static class Kata
{
    public const string Type = "kata-containers";

    public static RuntimeComponent Component { get; } = new(Type, "kata");
}
