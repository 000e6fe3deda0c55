namespace Graft.Bench.Extension;

/// <summary>One life of the program.</summary>
/// <param name="FirstServedSeconds">From the start of the process until the object that waited for it was Succeeded.</param>
/// <param name="IdleMegabytes">In memory at rest, before the phases.</param>
/// <param name="RestedMegabytes">In memory at rest, after them.</param>
/// <param name="Phases">In their order.</param>
internal sealed record ExtensionRun(
    double FirstServedSeconds,
    double IdleMegabytes,
    double RestedMegabytes,
    IReadOnlyList<PhaseResult> Phases
);
