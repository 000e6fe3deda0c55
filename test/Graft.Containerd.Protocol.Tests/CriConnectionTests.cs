using Google.Protobuf;
using Graft.Testing;
using Microsoft.AspNetCore.Http;

namespace Graft.Containerd.Protocol.Tests;

public sealed class CriConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_carries_the_request_and_brings_the_answer()
    {
        await using var server = await CriServer.StartAsync(EchoAsync, Cancel);
        using var cri = new CriConnection(server.Socket);
        var request = new RunPodSandboxRequest
        {
            RuntimeHandler = "boxes",
            Config = new PodSandboxConfig { Metadata = new PodSandboxMetadata { Name = "p" } },
        };

        var answer = await cri.RunPodSandboxAsync(request, Cancel);

        Assert.Equal("/runtime.v1.RuntimeService/RunPodSandbox boxes p", answer.PodSandboxId);

        static async Task EchoAsync(HttpContext context)
        {
            var asked = RunPodSandboxRequest.Parser.ParseFrom((await ReadAsync(context)).Span);
            Assert.Equal("application/grpc", context.Request.ContentType);
            Assert.Equal("trailers", context.Request.Headers.TE);
            var text = $"{context.Request.Path} {asked.RuntimeHandler} {asked.Config.Metadata.Name}";
            await AnswerAsync(context, new RunPodSandboxResponse { PodSandboxId = text });
        }
    }

    [Fact]
    public async Task Images_are_asked_for_at_their_own_service()
    {
        await using var server = await CriServer.StartAsync(
            context =>
                AnswerAsync(context, new ListImagesResponse { Images = { new Image { Id = context.Request.Path } } }),
            Cancel
        );
        using var cri = new CriConnection(server.Socket);

        var answer = await cri.ListImagesAsync(new ListImagesRequest(), Cancel);

        Assert.Equal("/runtime.v1.ImageService/ListImages", Assert.Single(answer.Images).Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_keeps_code_and_words(bool withHeadersOnly)
    {
        await using var server = await CriServer.StartAsync(RefuseAsync, Cancel);
        using var cri = new CriConnection(server.Socket);

        var e = await Assert.ThrowsAsync<CriException>(() =>
            cri.StatusAsync(new StatusRequest { Verbose = true }, Cancel)
        );

        Assert.Equal(CriStatus.NotFound, e.Status);
        Assert.Equal("no runtime for \"bx\" – 100 % sure", e.Detail);
        Assert.Equal("containerd answered Status with gRPC status 5: no runtime for \"bx\" – 100 % sure", e.Message);

        async Task RefuseAsync(HttpContext context)
        {
            const string Words = "no runtime for \"bx\" %E2%80%93 100 %25 sure";
            await ReadAsync(context);
            context.Response.ContentType = "application/grpc";
            if (withHeadersOnly)
            {
                context.Response.Headers["grpc-status"] = "5";
                context.Response.Headers["grpc-message"] = Words;
                return;
            }
            await context.Response.StartAsync(Cancel);
            context.Response.AppendTrailer("grpc-status", "5");
            context.Response.AppendTrailer("grpc-message", Words);
        }
    }

    [Fact]
    public async Task Where_nothing_listens_the_runtime_is_unavailable()
    {
        using var directory = new TemporaryDirectory();
        using var cri = new CriConnection(directory["containerd.sock"]);
        using var far = new CriConnection(directory[$"{new string('d', 120)}/containerd.sock"]);

        var e = await Assert.ThrowsAsync<CriException>(() => cri.VersionAsync(Cancel));
        var f = await Assert.ThrowsAsync<CriException>(() => far.VersionAsync(Cancel));

        Assert.Equal(CriStatus.Unavailable, e.Status);
        Assert.StartsWith("containerd does not answer on its CRI socket: ", e.Message);
        Assert.Equal(CriStatus.Unavailable, f.Status);
    }

    [Fact]
    public async Task A_call_after_a_restart_opens_a_new_connection()
    {
        await using var server = await CriServer.StartAsync(
            context => AnswerAsync(context, new VersionResponse { RuntimeName = "c" }),
            Cancel
        );
        using var cri = new CriConnection(server.Socket);
        await cri.VersionAsync(Cancel);
        await server.StopAsync();
        await Assert.ThrowsAsync<CriException>(() => cri.VersionAsync(Cancel));

        await server.StartAsync(Cancel);

        Assert.Equal("c", (await cri.VersionAsync(Cancel)).RuntimeName);
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_is_an_error()
    {
        await using var server = await CriServer.StartAsync(
            async context =>
            {
                await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 9, 1 }, Cancel);
                context.Response.AppendTrailer("grpc-status", "0");
            },
            Cancel
        );
        using var cri = new CriConnection(server.Socket);

        var e = await Assert.ThrowsAsync<CriException>(() => cri.VersionAsync(Cancel));

        Assert.Equal(CriStatus.DataLoss, e.Status);
        Assert.Equal("containerd's answer to Version is cut off", e.Message);
    }

    [Fact]
    public async Task A_question_has_ten_seconds_and_a_command_the_time_it_was_given()
    {
        var asked = new SemaphoreSlim(0);
        await using var server = await CriServer.StartAsync(
            async context =>
            {
                asked.Release();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            Cancel
        );
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        using var cri = new CriConnection(server.Socket) { Time = time };
        var question = cri.VersionAsync(Cancel);
        var command = cri.ExecSyncAsync(new ExecSyncRequest { Timeout = 60 }, Cancel);
        await asked.WaitAsync(Cancel);
        await asked.WaitAsync(Cancel);

        time.Advance(TimeSpan.FromSeconds(10));

        var e = await Assert.ThrowsAsync<CriException>(() => question);
        Assert.Equal(CriStatus.DeadlineExceeded, e.Status);
        Assert.Equal("containerd did not answer Version within 10 s", e.Message);
        Assert.False(command.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(
            "containerd did not answer ExecSync within 70 s",
            (await Assert.ThrowsAsync<CriException>(() => command)).Message
        );
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var server = await CriServer.StartAsync(
            async context =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            Cancel
        );
        using var cri = new CriConnection(server.Socket);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            cri.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = "x" }, cancel.Token)
        );
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Assert.True(GrpcFrame.TryRead(body.ToArray(), out var content));
        return content;
    }

    private static async Task AnswerAsync(HttpContext context, IMessage message)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(GrpcFrame.Write(message), context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
