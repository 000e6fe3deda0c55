namespace Graft.Api.Gardener;

/// <summary>What a kubelet keeps back for node components.</summary>
public sealed record KubeletReserved : ApiObject
{
    public string? Cpu { get; init; }

    public string? Memory { get; init; }

    public string? EphemeralStorage { get; init; }

    public string? Pid { get; init; }
}
