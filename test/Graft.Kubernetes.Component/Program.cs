using System.CommandLine;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Component;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

var work = new Option<string>("--work") { Description = "How the work behaves", DefaultValueFactory = _ => "drain" };
work.AcceptOnlyFromAmong("finish", "fail", "drain", "hang", "greet");
return await new KubernetesHost("graft-test-component", "Behaves as a test wants it to")
    .With(work)
    .RunAsync(
        args,
        Console.Out,
        Console.Error,
        (host, token) =>
            host.Arguments.GetValue(work) switch
            {
                "finish" => Task.CompletedTask,
                "fail" => throw new InvalidOperationException("failed on purpose"),
                "greet" => GreetAsync(host, token),
                var kind => WaitAsync(isObedient: kind == "drain", token),
            }
    );

// Says that it runs, says that it was asked to end, and ends when it is told to by a line, or never.
static async Task WaitAsync(bool isObedient, CancellationToken cancellationToken)
{
    var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    await using var registration = cancellationToken.Register(() => asked.TrySetResult());
    await Console.Out.WriteLineAsync("running");
    await asked.Task;
    await Console.Out.WriteLineAsync("asked to end");
    if (isObedient)
    {
        await Console.In.ReadLineAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync("drained");
        return;
    }
    await new TaskCompletionSource().Task;
}

static async Task GreetAsync(KubernetesHostContext host, CancellationToken cancellationToken)
{
    var controller = new ControllerBuilder<ConfigMap>("greeter", host.Informers).Build(
        new Greeter(host.Client, host.LoggerFactory.CreateLogger<Greeter>()),
        new ControllerOptions(),
        host.Time,
        host.Random,
        host.LoggerFactory
    );
    await Console.Out.WriteLineAsync("running");
    await host.LeadAsync("greeter-leader", controller.RunAsync, cancellationToken);
}
