namespace Graft.Bench.Load;

internal static class Heap
{
    /// <summary>
    /// The bytes of the objects that are alive. Looks from a fresh stack: the frames that a continuation runs on hold what
    /// their methods have done with.
    /// </summary>
    public static async Task<long> MeasureAsync()
    {
        await Task.Yield();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
