using System.Net.Sockets;
using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;
using Graft.Testing;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Transport;

public sealed class RetryTests
{
    private static readonly ObjectKey s_key = new("default", "a");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ConfigMap NewItem =>
        new()
        {
            Metadata = new() { Name = "a", Namespace = "default" },
        };

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_read_that_is_turned_away_is_sent_again_when_the_server_says(int code)
    {
        await using var server = await RefusingAsync(code, "7", 1);
        var time = new ManualTimeProvider();
        using var client = server.CreateClient(time);

        var get = client.GetAsync<ConfigMap>(s_key, Cancel);
        // The time limit of a try has 60 s; the pause is the timer that is left when the try is over.
        await AdvanceAsync(time, server, TimeSpan.FromSeconds(6.9));
        Assert.Single(server.Requests);
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal("a", (await get).Metadata.Name);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(429, "POST", 2)]
    [InlineData(503, "POST", 2)]
    [InlineData(500, "POST", 1)]
    [InlineData(504, "POST", 1)]
    [InlineData(500, "PATCH", 1)]
    [InlineData(429, "PATCH", 2)]
    [InlineData(500, "PUT", 2)]
    [InlineData(500, "DELETE", 2)]
    public async Task A_write_is_sent_again_only_where_the_server_has_not_carried_it_out_or_twice_does_no_harm(
        int code,
        string method,
        int sent
    )
    {
        await using var server = await RefusingAsync(code, "0", 1);
        using var client = server.CreateClient();

        var write = WriteAsync(client, method);

        if (sent == 1)
        {
            Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => write)).IsTransient);
        }
        else
        {
            await write;
        }
        Assert.Equal(sent, server.Requests.Count);
    }

    [Fact]
    public async Task Tries_are_bounded_and_the_last_answer_is_the_error()
    {
        await using var server = await RefusingAsync(429, "0", int.MaxValue);
        using var client = server.CreateClient();

        var exception = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>(s_key, Cancel));

        Assert.Equal(429, exception.StatusCode);
        Assert.Equal(TimeSpan.Zero, exception.RetryAfter);
        Assert.Equal(10, server.Requests.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("31")]
    public async Task A_refusal_without_a_time_or_with_one_too_far_away_is_the_callers_to_handle(string? retryAfter)
    {
        await using var server = await RefusingAsync(503, retryAfter, int.MaxValue);
        using var client = server.CreateClient();

        var exception = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>(s_key, Cancel));

        Assert.Equal(retryAfter is null ? null : TimeSpan.FromSeconds(31), exception.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("PUT", 1)]
    [InlineData("DELETE", 1)]
    public async Task After_a_reset_only_reads_are_sent_again(string method, int sent)
    {
        var calls = 0;
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await new StreamReader(context.Request.Body).ReadToEndAsync(Cancel);
            if (Interlocked.Increment(ref calls) == 1)
            {
                Reset(context);
                return;
            }
            await context.JsonAsync(Answers.ConfigMap("a", "1"));
        });
        var time = new ManualTimeProvider();
        using var client = server.CreateClient(time);

        var call = WriteAsync(client, method);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            return call.IsCompleted;
        });

        if (sent == 1)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => call);
        }
        else
        {
            await call;
        }
        Assert.Equal(sent, server.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_read_anew()
    {
        var calls = 0;
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var list = Answers.List("5", Answers.ConfigMap("a", "1"), Answers.ConfigMap("b", "2"));
            if (Interlocked.Increment(ref calls) == 1)
            {
                await context.SendEventAsync(list[..200]);
                context.Abort();
                return;
            }
            await context.JsonAsync(list);
        });
        var time = new ManualTimeProvider();
        using var client = server.CreateClient(time);

        var call = client.ListAsync<ConfigMap>(Cancel);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            return call.IsCompleted;
        });

        Assert.Equal(["a", "b"], (await call).Items.Select(item => item.Metadata.Name));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_at_once()
    {
        var server = await ScriptedServer.StartAsync(context => context.JsonAsync("{}"));
        await server.DisposeAsync();
        using var client = server.CreateClient(new ManualTimeProvider());

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync<ConfigMap>(s_key, Cancel));
    }

    [Fact]
    public async Task A_client_side_limit_holds_back_what_goes_beyond_the_burst()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.JsonAsync(Answers.ConfigMap("a", "1"))
        );
        var time = new ManualTimeProvider();
        var options = new KubernetesClientOptions { RateLimit = new ClientRateLimit(2, 3) };
        using var client = new KubernetesClient(server.Connection, options, time, new Random(1), NullLogger.Instance);

        var calls = Enumerable.Range(0, 5).Select(_ => client.GetAsync<ConfigMap>(s_key, Cancel)).ToList();
        await Task.WhenAll(calls.Take(3));
        Assert.Equal(3, server.Requests.Count);
        time.Advance(TimeSpan.FromSeconds(0.5));
        await calls[3];
        Assert.False(calls[4].IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.5));

        await calls[4];
        Assert.Equal(5, server.Requests.Count);
    }

    private static Task<ScriptedServer> RefusingAsync(int code, string? retryAfter, int times)
    {
        var calls = 0;
        return ScriptedServer.StartAsync(context =>
        {
            if (Interlocked.Increment(ref calls) > times)
            {
                return context.JsonAsync(Answers.ConfigMap("a", "1"));
            }
            context.Response.Headers.RetryAfter = retryAfter;
            return context.JsonAsync(Answers.Status(code, "", "later"), code);
        });
    }

    private static Task WriteAsync(KubernetesClient client, string method) =>
        method switch
        {
            "DELETE" => (Task)client.DeleteAsync<ConfigMap>(s_key, Cancel),
            "GET" => client.GetAsync<ConfigMap>(s_key, Cancel),
            "POST" => client.CreateAsync(NewItem, Cancel),
            "PUT" => client.ReplaceAsync(NewItem, Cancel),
            _ => client.PatchAsync<ConfigMap>(s_key, Patch.Merge(new JsonObject()), Cancel),
        };

    /// <summary>Moves the clock on once the first try is over and its pause has begun.</summary>
    private static async Task AdvanceAsync(ManualTimeProvider time, ScriptedServer server, TimeSpan by)
    {
        var start = time.GetUtcNow();
        await Eventually.TrueAsync(() =>
            server.Requests.Count == 1 && time.NextTimer - start < TimeSpan.FromSeconds(60)
        );
        time.Advance(by);
    }

    private static void Reset(HttpContext context)
    {
        var socket = context.Features.Get<IConnectionSocketFeature>()!.Socket;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
