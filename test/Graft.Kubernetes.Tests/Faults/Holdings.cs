using System.Diagnostics;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>What this process holds that somebody has to give back.</summary>
internal sealed class Holdings
{
    // Thread pool and runtime open and close some of their own as they like.
    private const int ThreadSlack = 12;
    private const int FileSlack = 6;
    private const int TimerSlack = 4;

    private readonly Dictionary<string, int> _files;
    private readonly long _timers;
    private readonly int _threads;

    private Holdings()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _files = Directory.GetFiles("/proc/self/fd").Select(Kind).CountBy(kind => kind).ToDictionary();
        _timers = Timer.ActiveCount;
        using var self = Process.GetCurrentProcess();
        _threads = self.Threads.Count;
    }

    public static Holdings Count() => new();

    /// <summary>Waits until no more is held than now; what was taken is given back a little after its last use.</summary>
    public async Task ComeBackAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (Count() is var now && !Covers(now))
        {
            Assert.True(DateTime.UtcNow < deadline, $"held before: {this}; held now: {now}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public override string ToString() =>
        $"{_timers} timers, {_threads} threads, "
        + string.Join(", ", _files.OrderBy(entry => entry.Key).Select(entry => $"{entry.Value} {entry.Key}"));

    private bool Covers(Holdings now) =>
        now._timers <= _timers + TimerSlack
        && now._threads <= _threads + ThreadSlack
        && now._files.All(entry => entry.Value <= _files.GetValueOrDefault(entry.Key) + Slack(entry.Key));

    private static int Slack(string kind) =>
        kind switch
        {
            "socket" => 0,
            // Assemblies are loaded when they are first needed, and stay.
            ".dll" => 1000,
            _ => FileSlack,
        };

    /// <summary>What is behind a handle: <c>socket</c>, <c>anon_inode</c>, or a file by its ending.</summary>
    private static string Kind(string path)
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName ?? "";
            var name = Path.GetFileName(target);
            return name.Contains(':', StringComparison.Ordinal) ? name[..name.IndexOf(':')]
                : Path.GetExtension(name) is { Length: > 0 } ending ? ending
                : Path.GetDirectoryName(target) ?? target;
        }
        catch (IOException)
        {
            return "gone";
        }
    }
}
