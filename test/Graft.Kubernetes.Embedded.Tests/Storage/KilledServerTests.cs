using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

/// <summary>A server that is killed while many write to it, again and again on the same directory.</summary>
public sealed class KilledServerTests
{
    private const string ConfigMaps = "api/v1/namespaces/default/configmaps";

    /// <summary>A ConfigMap that is in every namespace.</summary>
    private const string OfTheCluster = "kube-root-ca.crt";

    private const int Kills = 22;

    [Fact]
    public async Task What_was_confirmed_outlives_every_kill()
    {
        using var directory = new TemporaryDirectory();
        var confirmed = new ConcurrentDictionary<string, Confirmed>(StringComparer.Ordinal);
        var random = new Random(4711);
        var highest = 0L;
        for (var round = 0; round < Kills; round++)
        {
            // Small enough that new journal files are begun all the time.
            await using var server = await ServerProcess.StartAsync(directory.Path, journalLimit: 60_000);
            highest = await CheckAsync(server.Http, confirmed, highest);
            await WriteUntilKilledAsync(server, confirmed, round, random.Next(20, 400));
        }
        await using var last = await ServerProcess.StartAsync(directory.Path, journalLimit: 60_000);
        await CheckAsync(last.Http, confirmed, highest);
        Assert.InRange(confirmed.Count, Kills, int.MaxValue);
    }

    [Fact]
    public async Task A_watch_goes_on_after_a_kill_or_is_told_that_it_cannot()
    {
        using var directory = new TemporaryDirectory();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        string version;
        await using (var server = await ServerProcess.StartAsync(directory.Path, journalLimit: 1 << 20))
        {
            var first = await PutAsync(server.Http, "a", "1", create: true);
            version = first!.Version.ToString(CultureInfo.InvariantCulture);
            await PutAsync(server.Http, "a", "2", create: false);
            await PutAsync(server.Http, "b", "1", create: true);
            await server.KillAsync();
        }
        await using var again = await ServerProcess.StartAsync(directory.Path, journalLimit: 1 << 20);

        var url = $"{ConfigMaps}?watch=true&resourceVersion={version}&timeoutSeconds=30";
        await using var stream = await again.Http.GetStreamAsync(url, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        while (seen.Count < 2 && await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var change = JsonNode.Parse(line)!;
            seen[(string)change["object"]!["metadata"]!["name"]!] = (string)change["type"]!;
        }

        Assert.Equal(new Dictionary<string, string> { ["a"] = "MODIFIED", ["b"] = "ADDED" }, seen);
    }

    [Fact]
    public async Task A_directory_is_refused_while_another_process_has_it_and_free_when_that_was_killed()
    {
        using var directory = new TemporaryDirectory();
        var cancel = TestContext.Current.CancellationToken;
        var options = new EmbeddedControlPlaneOptions { DataDirectory = directory.Path };
        await using var server = await ServerProcess.StartAsync(directory.Path, journalLimit: 1 << 20);

        var refused = await Assert.ThrowsAsync<IOException>(() => EmbeddedControlPlane.StartAsync(options, cancel));
        Assert.Equal($"{directory.Path}: another control plane uses this directory", refused.Message);

        await server.KillAsync();
        await using var next = await EmbeddedControlPlane.StartAsync(options, cancel);
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_and_spoils_nothing()
    {
        using var directory = new TemporaryDirectory();
        var kept = new List<string>();
        await using (var server = await ServerProcess.StartAsync(directory.Path, journalLimit: 1 << 30, fileLimit: 256))
        {
            var refused = await FillAsync(server.Http, kept);
            Assert.Equal(HttpStatusCode.InternalServerError, refused);
            // What is there can still be read, and only that.
            Assert.Equal(kept.Order(StringComparer.Ordinal), await NamesAsync(server.Http));

            await server.RaiseFileLimitAsync();

            await UntilAcceptedAsync(server.Http, "after");
            await server.KillAsync();
        }

        await using var again = await ServerProcess.StartAsync(directory.Path, journalLimit: 1 << 30);

        // The write that was refused was on its way: once there was room it could be kept, or not.
        Assert.Empty(kept.Append("after").Except(await NamesAsync(again.Http), StringComparer.Ordinal));
    }

    private static async Task<HttpStatusCode> FillAsync(HttpClient http, List<string> kept)
    {
        var padding = new string('x', 20_000);
        for (var i = 0; i < 1000; i++)
        {
            using var response = await SendAsync(http, $"c{i}", padding, create: true);
            if (response.StatusCode != HttpStatusCode.Created)
            {
                return response.StatusCode;
            }
            kept.Add($"c{i}");
        }
        return HttpStatusCode.OK;
    }

    private static async Task UntilAcceptedAsync(HttpClient http, string name)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (await PutAsync(http, name, "1", create: true) is null)
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private static string NameOf(JsonNode? item) => (string)item!["metadata"]!["name"]!;

    private static async Task<List<string>> NamesAsync(HttpClient http)
    {
        var list = JsonNode.Parse(await http.GetStringAsync(ConfigMaps, TestContext.Current.CancellationToken))!;
        return [.. list["items"]!.AsArray().Select(NameOf).Where(name => name != OfTheCluster)];
    }

    /// <summary>Eight writers, each with objects of its own; the kill comes in the middle of it.</summary>
    private static async Task WriteUntilKilledAsync(
        ServerProcess server,
        ConcurrentDictionary<string, Confirmed> confirmed,
        int round,
        int milliseconds
    )
    {
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(() => WriteAsync(writer))).ToList();
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        await server.KillAsync();
        await Task.WhenAll(writers);

        async Task WriteAsync(int writer)
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    var name = $"w{writer}-{i % 10}";
                    var value = $"{round}-{i}-{new string('x', 500)}";
                    // What is not confirmed may be there or not; it must be newer than what was.
                    var before = confirmed.GetValueOrDefault(name);
                    confirmed[name] = (before ?? new Confirmed(0, "")) with { Attempted = value };
                    if (await PutAsync(server.Http, name, value, create: before is not { Version: > 0 }) is { } done)
                    {
                        confirmed[name] = done;
                    }
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The server is gone, as was wanted.
            }
        }
    }

    private static async Task<long> CheckAsync(
        HttpClient http,
        ConcurrentDictionary<string, Confirmed> confirmed,
        long highest
    )
    {
        var list = JsonNode.Parse(await http.GetStringAsync(ConfigMaps, TestContext.Current.CancellationToken))!;
        var found = list["items"]!.AsArray().Where(item => NameOf(item) != OfTheCluster).ToDictionary(NameOf, Read);
        foreach (var (name, known) in confirmed)
        {
            if (!found.TryGetValue(name, out var stored))
            {
                Assert.True(known.Version == 0, $"{name} was confirmed at {known.Version} and is gone");
                continue;
            }
            Assert.InRange(stored.Version, known.Version, long.MaxValue);
            Assert.Contains(stored.Value, new[] { known.Value, known.Attempted });
            confirmed[name] = stored;
        }
        var version = long.Parse((string)list["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture);
        Assert.InRange(
            version,
            Math.Max(highest, found.Values.Select(value => value.Version).DefaultIfEmpty().Max()),
            long.MaxValue
        );
        return version;
    }

    private static async Task<Confirmed?> PutAsync(HttpClient http, string name, string value, bool create)
    {
        using var response = await SendAsync(http, name, value, create);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? Read(JsonNode.Parse(text)) : null;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string name, string value, bool create)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = new JsonObject { ["value"] = value },
        };
        var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return create
            ? http.PostAsync(ConfigMaps, content, TestContext.Current.CancellationToken)
            : http.PutAsync($"{ConfigMaps}/{name}", content, TestContext.Current.CancellationToken);
    }

    private static Confirmed Read(JsonNode? item) =>
        new(
            long.Parse((string)item!["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture),
            (string)item["data"]!["value"]!
        );

    /// <param name="Version">The version in which the server confirmed it; 0 when it never did.</param>
    /// <param name="Value">What was confirmed.</param>
    private sealed record Confirmed(long Version, string Value)
    {
        /// <summary>What was sent after that and not answered.</summary>
        public string? Attempted { get; init; }
    }
}
