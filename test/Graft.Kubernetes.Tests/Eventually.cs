namespace Graft.Kubernetes.Tests;

/// <summary>Waits for what another thread brings about, with a deadline far beyond what it takes.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "the condition did not come about within 30 s");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
