namespace Graft.Api.Gardener;

/// <summary>Values of <see cref="Cri.Name"/>.</summary>
public static class CriName
{
    public const string Containerd = "containerd";
    public const string Docker = "docker";
}
