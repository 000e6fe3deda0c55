using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Discovery;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Security;
using Graft.Kubernetes.Embedded.ServiceAccounts;
using Graft.Kubernetes.Versions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>Answers everything below one cluster's path.</summary>
internal sealed partial class ClusterHandler(LogicalCluster cluster, ILogger logger)
{
    public async Task HandleAsync(HttpContext http, string path)
    {
        using var observed = cluster.Metrics.Observe(http);
        http.Response.Headers.CacheControl = "no-cache, private";
        try
        {
            await RouteAsync(http, path, observed);
        }
        catch (ApiException exception)
        {
            await http.WriteErrorAsync(exception);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (BadHttpRequestException exception)
        {
            await http.WriteErrorAsync(new ApiException(exception.StatusCode, "BadRequest", exception.Message));
        }
        catch (Exception exception)
        {
            // A fault of the server's own; the next request must find it standing.
            Log.Failed(logger, http.Request.Method, path, exception);
            await http.WriteErrorAsync(ApiException.Internal(exception.Message, exception));
        }
    }

    private async Task RouteAsync(HttpContext http, string path, ObservedRequest observed)
    {
        var access = await AdmitAsync(http, path);
        if (HealthHandler.Handles(path))
        {
            await cluster.Health.HandleAsync(http, path);
            return;
        }
        if (path is "/version" or "/version/")
        {
            await http.WriteJsonAsync(200, Version(cluster.GitVersion));
            return;
        }
        if (OpenIdDiscovery.Handles(path) && HttpMethods.IsGet(http.Request.Method))
        {
            await new OpenIdDiscovery(cluster.Tokens).HandleAsync(http, path);
            return;
        }
        if (path.StartsWith("/openapi/", StringComparison.Ordinal))
        {
            await cluster.OpenApi.HandleAsync(http, path);
            return;
        }
        if (path == "/metrics")
        {
            await http.WriteBytesAsync(200, ServerMetrics.ContentType, cluster.Metrics.Write());
            return;
        }
        if (path == "/")
        {
            await http.WriteJsonAsync(200, cluster.Discovery.Paths());
            return;
        }
        if (HttpMethods.IsGet(http.Request.Method) && DiscoveryHandler.Handles(path))
        {
            await cluster.Discovery.HandleAsync(http, path);
            return;
        }
        if (
            !RequestPath.TryParse(path, out var parsed)
            || cluster.Registry.Find(parsed.Group, parsed.Version, parsed.Resource) is not { } definition
        )
        {
            await NotFoundAsync(http, path);
            return;
        }
        observed.Of(definition, parsed);
        await cluster.Api.HandleAsync(new ApiRequest(http, parsed, definition, access));
    }

    /// <summary>Who it is, who it is for, and whether that one may do it.</summary>
    private async ValueTask<AccessAttributes> AdmitAsync(HttpContext http, string path)
    {
        var user = await cluster.Authenticator.AuthenticateAsync(http);
        if (user is null || (user.Name == UserInfo.AnonymousName && !cluster.AllowsAnonymous && !IsPublic(path)))
        {
            throw ApiException.Unauthorized();
        }
        user = ImpersonationHeaders.Apply(http.Request.Headers, user, cluster.Authorizer);
        var access = RequestAccess.Of(http.Request, path, user);
        cluster.Authorizer.Require(access);
        return access;
    }

    private static Task NotFoundAsync(HttpContext http, string path) =>
        path.StartsWith("/api", StringComparison.Ordinal)
            ? http.WriteErrorAsync(ApiException.NothingThere())
            : http.WriteTextAsync(404, "404 page not found\n");

    private static bool IsPublic(string path) => HealthHandler.Handles(path) || path is "/version" or "/version/";

    private static JsonObject Version(string gitVersion)
    {
        var version = KubernetesVersion.Parse(gitVersion);
        return new JsonObject
        {
            ["major"] = version.Major.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["minor"] = version.Minor.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["gitVersion"] = gitVersion,
            ["gitCommit"] = "",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "1970-01-01T00:00:00Z",
            ["goVersion"] = "",
            ["compiler"] = "dotnet",
            ["platform"] = "linux/amd64",
        };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed in the server")]
        public static partial void Failed(ILogger logger, string method, string path, Exception exception);
    }
}
