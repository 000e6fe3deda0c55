using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Formats;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>URLs and their parts.</summary>
internal static class CelUrlFunctions
{
    public static IEnumerable<CelOverload> All()
    {
        yield return CelOverload.OfText(
            "url",
            CelType.Url,
            text =>
                GoUrl.TryParse(text, out var url)
                    ? url
                    : new CelError(
                        $"URL parse error during conversion from string: parse \"{text}\": invalid URI for request"
                    )
        );
        yield return CelOverload.OfText("isURL", CelType.Bool, text => CelValues.Bool(GoUrl.TryParse(text, out _)));
        yield return Part("getScheme", url => url.Scheme);
        yield return Part("getHost", url => url.Host);
        yield return Part("getHostname", url => url.HostName);
        yield return Part("getPort", url => url.Port);
        yield return Part("getEscapedPath", url => url.EscapedPath);
        yield return CelOverload.Method(
            "getQuery",
            CelType.MapOf(CelType.String, CelType.ListOf(CelType.String)),
            [CelType.Url],
            (a, budget) =>
            {
                var url = (GoUrl)a[0]!;
                budget.SpendText(url.RawQuery.Length);
                return new CelValueMap(
                    url.Query()
                        .ToDictionary(pair => (object)pair.Key, pair => (object?)new CelValueList([.. pair.Value]))
                );
            }
        );
    }

    private static CelOverload Part(string name, Func<GoUrl, string> part) =>
        CelOverload.Method(name, CelType.String, [CelType.Url], (a, _) => part((GoUrl)a[0]!));
}
