namespace Graft.Bench.Admission;

/// <summary>A load on an admission component, and what it cost.</summary>
/// <param name="Name">Such as <c>HTTP/2</c>.</param>
/// <param name="Load">As the caller saw it.</param>
/// <param name="ProcessorSeconds">Of the component.</param>
/// <param name="PeakMegabytes">The most that the component had in memory meanwhile.</param>
/// <param name="Rotations">Authorities that were replaced meanwhile.</param>
internal sealed record AdmissionResult(
    string Name,
    LoadResult Load,
    double ProcessorSeconds,
    double PeakMegabytes,
    int Rotations
);
