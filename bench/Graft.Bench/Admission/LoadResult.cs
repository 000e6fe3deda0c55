using Graft.Bench.Load;

namespace Graft.Bench.Admission;

/// <summary>What a load met with.</summary>
/// <param name="Sent">How many requests.</param>
/// <param name="Latencies">From when each was due until its answer was read.</param>
/// <param name="Failures">No answer, or a wrong one.</param>
/// <param name="Took">From the first request until the last was sent.</param>
internal sealed record LoadResult(int Sent, Latencies Latencies, Failures Failures, TimeSpan Took);
