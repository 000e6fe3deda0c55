using System.Text;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Hosting;

/// <summary>
/// Serves checks in the words of Kubernetes' components: <c>ok</c>, or 500 and the list of checks. The list does not say why
/// a check fails, since everybody can read it; the check's own path does.
/// </summary>
internal sealed class HealthEndpoint(Health health)
{
    private readonly (string Path, HealthChecks Checks)[] _roots =
    [
        ("/healthz", health.Liveness),
        ("/livez", health.Liveness),
        ("/readyz", health.Readiness),
    ];

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path;
        foreach (var (root, checks) in _roots)
        {
            if (path.StartsWithSegments(root, StringComparison.Ordinal, out var rest))
            {
                var name = rest.Value!.TrimStart('/');
                return name.Length == 0 ? AllAsync(context, root[1..], checks) : OneAsync(context, checks.Run(name));
            }
        }
        return PlainText.NotFoundAsync(context);
    }

    private static Task OneAsync(HttpContext context, HealthResult? result) =>
        result switch
        {
            null => PlainText.NotFoundAsync(context),
            { Holds: true } => PlainText.WriteAsync(context, StatusCodes.Status200OK, "ok"),
            _ => PlainText.WriteAsync(
                context,
                StatusCodes.Status500InternalServerError,
                $"internal server error: {result.Reason}\n"
            ),
        };

    private static Task AllAsync(HttpContext context, string name, HealthChecks checks)
    {
        string[] excluded = [.. context.Request.Query["exclude"].OfType<string>()];
        var results = checks.Run(excluded);
        var isFine = results.All(result => result.Holds);
        if (isFine && !context.Request.Query.ContainsKey("verbose"))
        {
            return PlainText.WriteAsync(context, StatusCodes.Status200OK, "ok");
        }
        var text = new StringBuilder();
        foreach (var result in results)
        {
            text.Append(
                result switch
                {
                    { IsExcluded: true } => $"[+]{result.Name} excluded: ok\n",
                    { Holds: true } => $"[+]{result.Name} ok\n",
                    _ => $"[-]{result.Name} failed: reason withheld\n",
                }
            );
        }
        string[] unknown = [.. excluded.Except(results.Select(result => result.Name), StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            var quoted = string.Join(',', unknown.Select(one => $"\"{one}\""));
            text.Append("warn: some health checks cannot be excluded: no matches for ").Append(quoted).Append('\n');
        }
        text.Append(name).Append(isFine ? " check passed\n" : " check failed\n");
        return PlainText.WriteAsync(
            context,
            isFine ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError,
            text.ToString()
        );
    }
}
