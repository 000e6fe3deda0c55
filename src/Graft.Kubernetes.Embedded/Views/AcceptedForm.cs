using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>One of the forms that an Accept header asks for, such as <c>application/json;as=Table;v=v1;g=meta.k8s.io</c>.</summary>
/// <param name="MediaType">Without parameters, in lower case.</param>
/// <param name="As">The kind to transform to; empty for the object itself.</param>
/// <param name="Group">The group of <paramref name="As"/>.</param>
/// <param name="Version">The version of <paramref name="As"/>.</param>
internal sealed record AcceptedForm(string MediaType, string As, string Group, string Version)
{
    /// <summary>Whether JSON answers the form.</summary>
    public bool IsJson => MediaType is "application/json" or "*/*" or "application/*";

    /// <summary>Whether YAML answers the form.</summary>
    public bool IsYaml => MediaType == RequestBody.Yaml;

    /// <summary>The forms in the order in which the client prefers them; no header takes anything.</summary>
    public static IReadOnlyList<AcceptedForm> Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return [new AcceptedForm("*/*", "", "", "")];
        }
        return
        [
            .. header
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(ParseOne)
                .OrderByDescending(form => form.Quality)
                .Select(form => form.Form),
        ];
    }

    /// <exception cref="ApiException">406 where nothing that is asked for can be given.</exception>
    public static ApiException NotAcceptable() =>
        new(406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml");

    private static (AcceptedForm Form, double Quality) ParseOne(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        string Parameter(string name) =>
            parts
                .Skip(1)
                .FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
                ?[(name.Length + 1)..]
            ?? "";
        var quality = double.TryParse(Parameter("q"), System.Globalization.CultureInfo.InvariantCulture, out var stated)
            ? stated
            : 1;
        return (
            new AcceptedForm(parts[0].ToLowerInvariant(), Parameter("as"), Parameter("g"), Parameter("v")),
            quality
        );
    }
}
