using Graft.Api.Gardener;
using Graft.Cli.Views;
using Graft.Kubernetes;
using Graft.Landscape;

namespace Graft.Cli;

/// <summary>One run of <c>graft up</c>: start, apply, wait, show, stay.</summary>
internal sealed class UpRun(UpRequest request, TextWriter output, Func<IUpView> createView)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var view = createView();
        await using var landscape = await StartAsync(view, cancellationToken);
        IReadOnlyList<ObjectKey> shoots;
        IReadOnlyList<string> problems;
        try
        {
            shoots = await new GardenManifests(landscape.Garden).ApplyAsync(request.Manifests, cancellationToken);
            problems = await new ShootsReady(landscape.Garden).WaitAsync(shoots, request.Timeout, cancellationToken);
            if (problems.Count == 0)
            {
                problems = await WaitForNodesAsync(landscape, shoots, cancellationToken);
            }
        }
        finally
        {
            await view.DisposeAsync();
        }
        await new Summary(landscape, output).WriteAsync(shoots, cancellationToken);
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem);
        }
        if (request.ExitWhenReady)
        {
            return problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        }
        await output.WriteLineAsync("The landscape runs until Ctrl-C.");
        await landscape.RunUntilFailureAsync(cancellationToken);
        return ExitCode.Success;
    }

    private async Task<IReadOnlyList<string>> WaitForNodesAsync(
        LocalLandscape landscape,
        IReadOnlyList<ObjectKey> shoots,
        CancellationToken cancellationToken
    )
    {
        var problems = new List<string>();
        foreach (var key in shoots)
        {
            var shoot = await landscape.Garden.GetAsync<Shoot>(key, cancellationToken);
            using var client = landscape.ConnectShoot(shoot.Status?.TechnicalID ?? "");
            if (
                client is not null
                && await new NodesOpen(client, key).WaitAsync(request.Timeout, cancellationToken) is { } problem
            )
            {
                problems.Add(problem);
            }
        }
        return problems;
    }

    private async Task<LocalLandscape> StartAsync(IUpView view, CancellationToken cancellationToken)
    {
        try
        {
            return await LocalLandscape.StartAsync(request.Landscape, view, cancellationToken);
        }
        catch
        {
            await view.DisposeAsync();
            throw;
        }
    }
}
