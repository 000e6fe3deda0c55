using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Connections;

/// <summary>A mapping in a kubeconfig file, which knows where it stands so that faults can name the field.</summary>
internal sealed record KubeconfigEntry(string File, string Field, JsonObject Content)
{
    public KubeconfigException Error(string name, string problem, Exception? inner = null) =>
        new($"{File}: {PathOf(name)}: {problem}", inner);

    public string? Text(string name) =>
        Content[name] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonValue value => value.ToJsonString(),
            _ => throw Error(name, "must be a string"),
        };

    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw Error(name, "is missing");

    public bool Flag(string name) =>
        Content[name] switch
        {
            null => false,
            JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
                value.GetValue<bool>(),
            _ => throw Error(name, "must be true or false"),
        };

    /// <summary>An address with one of the schemes; none may be left out.</summary>
    public Uri Url(string name, IReadOnlyList<string> schemes)
    {
        var text = RequiredText(name);
        return
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && schemes.Contains(url.Scheme, StringComparer.Ordinal)
            && url.Host.Length > 0
            ? url
            : throw Error(name, $"\"{text}\" is no {string.Join(" or ", schemes)} address");
    }

    public KubeconfigEntry Object(string name) => Object(name, null) ?? throw Error(name, "is missing");

    public KubeconfigEntry ObjectOrEmpty(string name) => Object(name, [])!;

    public KubeconfigEntry? Object(string name, JsonObject? whenMissing) =>
        Content[name] switch
        {
            JsonObject content => new(File, PathOf(name), content),
            null => whenMissing is null ? null : new(File, PathOf(name), whenMissing),
            _ => throw Error(name, "must be a mapping"),
        };

    /// <summary>A list of strings; empty when it is not there.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Content[name] switch
        {
            null => [],
            JsonArray items => [.. items.Select(item => TextOf(name, item))],
            _ => throw Error(name, "must be a list"),
        };

    public IEnumerable<KubeconfigEntry> Items(string name)
    {
        if (Content[name] is not { } list)
        {
            yield break;
        }
        if (list is not JsonArray items)
        {
            throw Error(name, "must be a list");
        }
        for (var i = 0; i < items.Count; i++)
        {
            yield return items[i] is JsonObject item
                ? new(File, FormattableString.Invariant($"{PathOf(name)}[{i}]"), item)
                : throw Error(FormattableString.Invariant($"{name}[{i}]"), "must be a mapping");
        }
    }

    /// <summary>A file that the entry names, relative to the kubeconfig's own directory.</summary>
    public string? Path(string name) =>
        Text(name) is { Length: > 0 } path
            ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File)) ?? "", path)
            : null;

    /// <summary>The PEM text of <c>name-data</c> (base64) or of the file <c>name</c>; both at once are a fault.</summary>
    public (string Field, string? Pem) DataOrFile(string name)
    {
        var dataField = $"{name}-data";
        if (Text(dataField) is { Length: > 0 } data)
        {
            if (Text(name) is { Length: > 0 })
            {
                throw Error(name, $"is given besides {dataField}: remove one of them");
            }
            try
            {
                return (dataField, Encoding.UTF8.GetString(Convert.FromBase64String(data)));
            }
            catch (FormatException exception)
            {
                throw Error(dataField, "is not base64", exception);
            }
        }
        if (Path(name) is not { } path)
        {
            return (name, null);
        }
        try
        {
            return (name, System.IO.File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Error(name, exception.Message, exception);
        }
    }

    /// <summary>Faults on a member that this client cannot honour, rather than going on without it.</summary>
    public void Refuse(string name, string reason)
    {
        if (Content[name] is not null)
        {
            throw Error(name, reason);
        }
    }

    private string TextOf(string name, JsonNode? item) =>
        item is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw Error(name, "must hold strings only");

    private string PathOf(string name) => Field.Length == 0 ? name : $"{Field}.{name}";
}
