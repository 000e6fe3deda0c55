using System.Globalization;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Embedded.Server;

// Serves one cluster, "default", from a data directory until its input ends. Says where it is when it is ready; a line
// "unlimited" lets files grow again where a limit was set on the process.
var directory = args[0];
var options = new EmbeddedControlPlaneOptions
{
    DataDirectory = directory,
    JournalLimit = long.Parse(args[1], CultureInfo.InvariantCulture),
};
var started = DateTime.UtcNow;
await using var cluster = await EmbeddedCluster.StartAsync(
    new EmbeddedClusterOptions(),
    options,
    CancellationToken.None
);
Console.WriteLine(
    FormattableString.Invariant($"{cluster.Server} {cluster.Token} {(DateTime.UtcNow - started).TotalMilliseconds}")
);
while (await Console.In.ReadLineAsync() is { } line)
{
    if (line == "unlimited")
    {
        FileSizeLimit.Raise();
        Console.WriteLine("raised");
    }
}
