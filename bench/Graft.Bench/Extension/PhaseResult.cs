using Graft.Bench.Programs;

namespace Graft.Bench.Extension;

/// <summary>What one phase took, and cost the program.</summary>
/// <param name="Name">Such as <c>create</c>.</param>
/// <param name="Seconds">From the first write of the load until everything was as wished.</param>
/// <param name="ProcessorSeconds">Of the program.</param>
/// <param name="PeakMegabytes">The most that the program had in memory in this phase.</param>
/// <param name="Requests">Sent by the program.</param>
internal sealed record PhaseResult(
    string Name,
    double Seconds,
    double ProcessorSeconds,
    double PeakMegabytes,
    RequestCounts Requests
);
