namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>Why a flag is not given to runsc.</summary>
/// <param name="Name">The key in <c>configFlags</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Reason">What is wrong with the value; null where there is no such flag.</param>
internal sealed record RunscFlagProblem(string Name, string? Value, string? Reason)
{
    public override string ToString() => $"flag \"{Name}\" is ignored: {Reason ?? "this version knows no such flag"}";
}
