namespace Graft.Bench.Admission;

/// <summary>A request as an API server sends it, and whether it must be allowed.</summary>
/// <param name="Body">An AdmissionReview.</param>
/// <param name="IsAllowed">The right answer.</param>
internal sealed record Review(byte[] Body, bool IsAllowed);
