namespace Graft.Kubernetes.Embedded.Http;

/// <summary>What a path below <c>/api</c> or <c>/apis</c> names.</summary>
internal readonly record struct RequestPath
{
    public string Group { get; private init; }

    public string Version { get; private init; }

    /// <summary>The kind's plural; empty where the path ends at a group version.</summary>
    public string Resource { get; private init; }

    /// <summary>Null where the path names none.</summary>
    public string? Namespace { get; private init; }

    public string? Name { get; private init; }

    public string? Subresource { get; private init; }

    /// <summary>The path has <c>/watch/</c> after the version, as watches were asked for in the beginning.</summary>
    public bool IsWatch { get; private init; }

    /// <summary>False where the path cannot name a resource. A trailing slash is not counted.</summary>
    public static bool TryParse(string path, out RequestPath result)
    {
        var parts = path.TrimEnd('/').Split('/')[1..];
        result = default;
        var (group, rest) = parts switch
        {
            ["api", "v1", ..] => ("", parts[1..]),
            ["apis", { Length: > 0 } name, { Length: > 0 }, ..] => (name, parts[2..]),
            _ => (null, []),
        };
        if (group is null || rest.Contains("", StringComparer.Ordinal))
        {
            return false;
        }
        var start = new RequestPath
        {
            Group = group,
            Version = rest[0],
            Resource = "",
        };
        return rest is [_, "watch", _, ..]
            ? TryParseResource(start with { IsWatch = true }, rest[2..], out result)
            : TryParseResource(start, rest[1..], out result);
    }

    private static bool TryParseResource(RequestPath start, string[] parts, out RequestPath result)
    {
        RequestPath? found = parts switch
        {
            [] => start,
            ["namespaces", var ns, "status" or "finalize"] => start with
            {
                Resource = "namespaces",
                Name = ns,
                Subresource = parts[2],
            },
            ["namespaces", var ns, var resource, .. var rest] => Named(
                start with
                {
                    Namespace = ns,
                    Resource = resource,
                },
                rest
            ),
            [var resource, .. var rest] => Named(start with { Resource = resource }, rest),
        };
        result = found ?? default;
        return found is not null;
    }

    private static RequestPath? Named(RequestPath path, string[] rest) =>
        rest switch
        {
            [] => path,
            [var name] => path with { Name = name },
            [var name, var subresource] => path with { Name = name, Subresource = subresource },
            _ => null,
        };
}
