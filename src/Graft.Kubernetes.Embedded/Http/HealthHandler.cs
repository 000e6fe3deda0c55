using System.Text;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>
/// Answers <c>/healthz</c>, <c>/livez</c> and <c>/readyz</c>, all checks or one (<c>/readyz/etcd</c>). With
/// <c>?verbose</c>, and whenever one fails, the answer lists them; <c>?exclude=</c> leaves some out.
/// </summary>
internal sealed class HealthHandler(ObjectStore store, CancellationToken stopping)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static bool Handles(string path) =>
        path.Split('/') is ["", "healthz" or "livez" or "readyz"] or ["", "healthz" or "livez" or "readyz", _];

    public async Task HandleAsync(HttpContext http, string path)
    {
        var parts = path.Split('/');
        var checks = ChecksOf(parts[1]);
        if (parts.Length == 3)
        {
            if (!checks.Contains(parts[2], StringComparer.Ordinal))
            {
                await http.WriteTextAsync(404, "404 page not found\n");
                return;
            }
            checks = [parts[2]];
        }
        var excluded = http.Request.Query["exclude"].OfType<string>().ToHashSet(StringComparer.Ordinal);
        var lines = new StringBuilder();
        var isWell = true;
        foreach (var check in checks)
        {
            var passes = excluded.Contains(check) || await PassesAsync(check, http.RequestAborted);
            isWell &= passes;
            lines.Append(Line(check, passes, excluded.Contains(check)));
        }
        lines.Append(parts[1]).Append(isWell ? " check passed\n" : " check failed\n");
        var isTerse = isWell && !http.Request.Query.ContainsKey("verbose");
        await http.WriteTextAsync(isWell ? 200 : 500, isTerse ? "ok" : lines.ToString());
    }

    private static string[] ChecksOf(string endpoint) =>
        endpoint == "readyz" ? ["ping", "etcd", "shutdown"] : ["ping", "etcd"];

    private static string Line(string check, bool passes, bool isExcluded) =>
        isExcluded ? $"[+]{check} excluded: ok\n"
        : passes ? $"[+]{check} ok\n"
        : $"[-]{check} failed: reason withheld\n";

    /// <summary>The store takes the place of etcd, and has its name: monitors ask for it.</summary>
    private async Task<bool> PassesAsync(string check, CancellationToken cancellationToken) =>
        check switch
        {
            "etcd" => await IsDurableAsync(cancellationToken),
            "shutdown" => !stopping.IsCancellationRequested,
            _ => true,
        };

    private async Task<bool> IsDurableAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await store.WhenDurableAsync(store.Current.ResourceVersion, limit.Token);
            return true;
        }
        catch (Exception exception)
            when (exception is IOException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return false;
        }
    }
}
