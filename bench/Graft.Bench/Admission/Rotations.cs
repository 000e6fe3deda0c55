using System.Globalization;
using System.Text;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Bench.Admission;

/// <summary>
/// Makes a component replace its authority over and over: takes away the Secret with its certificates, and, as soon as the
/// caller trusts the next authority, dates its announcement back by the minute that the component would wait.
/// </summary>
internal sealed class Rotations(IKubernetesClient client, ObjectKey secret, Func<int> authorities)
{
    private const string Published = "next-ca.published";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    // Requests that began before the caller trusted the next authority are over by then.
    private static readonly TimeSpan s_change = TimeSpan.FromSeconds(2);

    /// <summary>How many authorities have been replaced.</summary>
    public int Count { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await RotateAsync(cancellationToken);
                Count++;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The load is over.
        }
    }

    private async Task RotateAsync(CancellationToken cancellationToken)
    {
        var former = (await ReadAsync(cancellationToken))?.GetText("ca.crt");
        await client.TryDeleteAsync<Secret>(secret, cancellationToken);
        while (true)
        {
            await Task.Delay(s_pause, cancellationToken);
            if (await ReadAsync(cancellationToken) is not { } stored)
            {
                continue;
            }
            if (stored.GetText("ca.crt") is { } current && current != former)
            {
                return;
            }
            if (stored.GetText(Published) is { } published && authorities() > 1)
            {
                await Task.Delay(s_change, cancellationToken);
                await DateBackAsync(stored, published, cancellationToken);
            }
        }
    }

    private async Task DateBackAsync(Secret stored, string published, CancellationToken cancellationToken)
    {
        var time = DateTimeOffset.Parse(published, CultureInfo.InvariantCulture);
        if (time < TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1))
        {
            return;
        }
        var earlier = (time - TimeSpan.FromMinutes(2)).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        var data = new Dictionary<string, byte[]>(stored.Data!, StringComparer.Ordinal)
        {
            [Published] = Encoding.UTF8.GetBytes(earlier),
        };
        try
        {
            await client.ReplaceAsync(stored with { Data = data }, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsConflict)
        {
            // The component wrote in between; the next look finds what it wrote.
        }
    }

    private Task<Secret?> ReadAsync(CancellationToken cancellationToken) =>
        client.FindAsync<Secret>(secret, cancellationToken);
}
