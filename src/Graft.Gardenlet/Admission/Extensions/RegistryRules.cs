using System.Globalization;
using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Extensions;

/// <summary>Image registries that containerd is told about.</summary>
internal static class RegistryRules
{
    // containerd's own name for "every registry that is not configured otherwise".
    private const string AnyUpstream = "_default";
    private const string DesiredFormat = "desired format: https://host[:port]";

    private static readonly string[] s_capabilities = ["pull", "push", "resolve"];
    private static readonly string[] s_schemes = ["http", "https"];

    public static void Check(IReadOnlyList<RegistryConfig>? registries, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (registries?.Count ?? 0); i++)
        {
            var registry = registries![i];
            var upstream = registry.Upstream ?? "";
            CheckUpstream(upstream, path.Index(i).Child("upstream"), errors);
            if (!seen.Add(upstream))
            {
                errors.Add(FieldError.Duplicate(path.Index(i).Child("upstream"), upstream));
            }
            if (registry.Server is { } server)
            {
                CheckUrl(server, path.Index(i).Child("server"), errors);
            }
            for (var j = 0; j < (registry.Hosts?.Count ?? 0); j++)
            {
                CheckHost(registry.Hosts![j], path.Index(i).Child("hosts").Index(j), errors);
            }
        }
    }

    private static void CheckHost(RegistryHost host, FieldPath path, FieldErrors errors)
    {
        CheckUrl(host.Url ?? "", path.Child("url"), errors);
        for (var k = 0; k < (host.Capabilities?.Count ?? 0); k++)
        {
            errors.CheckValue(host.Capabilities![k], s_capabilities, path.Child("capabilities").Index(k));
        }
    }

    private static void CheckUpstream(string upstream, FieldPath path, FieldErrors errors)
    {
        if (upstream == AnyUpstream)
        {
            return;
        }
        var colon = upstream.LastIndexOf(':');
        var host = colon < 0 ? upstream : upstream[..colon];
        foreach (var problem in NameRules.CheckSubdomain(host))
        {
            errors.Add(FieldError.Invalid(path, upstream, problem));
        }
        if (colon >= 0 && !IsPort(upstream[(colon + 1)..]))
        {
            var detail = $"port '{upstream[(colon + 1)..]}' is not valid, valid port must be in the range [1, 65535]";
            errors.Add(FieldError.Invalid(path, upstream, detail));
        }
    }

    private static bool IsPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535;

    private static void CheckUrl(string text, FieldPath path, FieldErrors errors)
    {
        if (text.Length == 0)
        {
            errors.Add(FieldError.Required(path, $"url must be provided; {DesiredFormat}"));
            return;
        }
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon < 0 || !Uri.TryCreate(text, UriKind.Absolute, out _))
        {
            CheckBrokenUrl(text, colon, path, errors);
        }
        else if (!s_schemes.Contains(text[..colon], StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path, text[..colon], s_schemes));
        }
    }

    private static void CheckBrokenUrl(string text, int colon, FieldPath path, FieldErrors errors)
    {
        if (colon < 0)
        {
            errors.Add(FieldError.NotSupported(path, "", s_schemes));
        }
        var rest = colon < 0 ? "" : text[(colon + 3)..];
        errors.Add(
            FieldError.Invalid(
                path,
                text,
                rest.Length == 0 || rest[0] == '/'
                    ? $"host must be provided; {DesiredFormat}"
                    : $"url must be a valid URL: parse {GoSyntax.Quote(text)}: invalid host or port; {DesiredFormat}"
            )
        );
    }
}
