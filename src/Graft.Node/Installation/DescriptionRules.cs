using System.Text.Json;
using Graft.Api.Installation;
using Graft.Node.Containerd;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>Says what is wrong with a runtime description, so that a hostile or broken one never reaches the node.</summary>
public static class DescriptionRules
{
    // containerd's longest is a fraction of that.
    private const int LongestType = 255;

    private const UnixFileMode Permissions = (UnixFileMode)0x1ff;

    /// <summary>Reads a description and checks it.</summary>
    /// <exception cref="FormatException">It cannot be used; the message says why, in one line.</exception>
    public static RuntimeDescription Read(string json)
    {
        RuntimeDescription description;
        try
        {
            description = InstallationJson.Deserialize(json);
        }
        // The latter: a text with half a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"the runtime description cannot be read: {OneLine.Of(e.Message)}", e);
        }
        return Check(description).FirstOrDefault() is { } problem
            ? throw new FormatException($"the runtime description cannot be used: {OneLine.Of(problem)}")
            : description;
    }

    /// <summary>Every problem, one line each; none where the description can be used.</summary>
    public static IEnumerable<string> Check(RuntimeDescription description)
    {
        // What the rest looks at must be there, and the places are compared only where each is one.
        if (Nulls(description).ToList() is { Count: > 0 } nulls)
        {
            return nulls;
        }
        return Fields(description) is { Count: > 0 } problems ? problems : PlaceRules.Check(description);
    }

    private static IEnumerable<string> Nulls(RuntimeDescription description)
    {
        var requirements = description.Requirements;
        var bundles = description.Bundles ?? [];
        (string At, IEnumerable<object?>? Items)[] lists =
        [
            ("architectures", description.Architectures),
            ("binaries", description.Binaries),
            ("bundles", bundles),
            .. bundles
                .OfType<RuntimeBundle>()
                .SelectMany(
                    (bundle, i) =>
                        new (string, IEnumerable<object?>?)[]
                        {
                            ($"bundles[{i}].links", bundle.Links),
                            ($"bundles[{i}].rewrittenFiles", bundle.RewrittenFiles),
                            ($"bundles[{i}].retainedWhileRunning", bundle.RetainedWhileRunning),
                        }
                ),
            ("files", description.Files),
            ("handlers", description.Handlers),
            ("requirements.devices", requirements?.Devices),
            ("requirements.checks", requirements?.Checks),
            .. (requirements?.Checks ?? [])
                .OfType<RuntimeCheck>()
                .Select((check, i) => ($"requirements.checks[{i}].arguments", (IEnumerable<object?>?)check.Arguments)),
        ];
        return lists.SelectMany(list =>
            Each(list.At, list.Items, (at, item) => item is null ? [$"{at}: is null"] : [])
        );
    }

    private static List<string> Fields(RuntimeDescription description) =>
        [
            .. Name("name", description.Name),
            .. Name("version", description.Version),
            .. description.Version == "unmanaged"
                ? ["version: 'unmanaged' has another meaning"]
                : Array.Empty<string>(),
            .. AbsolutePath("binPath", description.BinPath),
            .. Each("architectures", description.Architectures, Name),
            .. Each("binaries", description.Binaries, Binary),
            .. Each("bundles", description.Bundles, Bundle),
            .. Each("files", description.Files, AuxiliaryFile),
            .. description.Handlers.Count == 0 ? ["handlers: at least one is needed"] : Array.Empty<string>(),
            .. Each("handlers", description.Handlers, Handler),
            .. Each("requirements.devices", description.Requirements?.Devices, AbsolutePath),
            .. Each(
                "requirements.checks",
                description.Requirements?.Checks,
                (at, check) => HostCheck(at, check, description)
            ),
            .. description.Requirements?.FreeBytes < 0
                ? ["requirements.freeBytes: is negative"]
                : Array.Empty<string>(),
            .. Unique("binaries and links", NamesInBinPath(description)),
            .. Unique("handlers", description.Handlers.Select(handler => handler.Name)),
        ];

    private static IEnumerable<string> NamesInBinPath(RuntimeDescription description) =>
        (description.Binaries ?? [])
            .Select(binary => binary.Name)
            .Concat((description.Bundles ?? []).SelectMany(bundle => bundle.Links ?? []).Select(link => link.Name));

    private static IEnumerable<string> Binary(string at, RuntimeBinary binary) =>
        [.. RelativePath($"{at}.source", binary.Source), .. Name($"{at}.name", binary.Name)];

    private static IEnumerable<string> Bundle(string at, RuntimeBundle bundle) =>
        [
            .. RelativePath($"{at}.source", bundle.Source),
            .. AbsolutePath($"{at}.directory", bundle.Directory),
            .. HostPath.TryParse(bundle.Directory, out var directory) && directory.Segments.Count() < 3
                ? [$"{at}.directory: '{directory}' must be at least three levels deep, such as /opt/name/version"]
                : Array.Empty<string>(),
            .. bundle.BuiltFor is null ? [] : AbsolutePath($"{at}.builtFor", bundle.BuiltFor),
            .. Each($"{at}.links", bundle.Links, (place, link) => Name(place, link.Name)),
            .. Each($"{at}.links", bundle.Links, (place, link) => RelativePath($"{place}.target", link.Target)),
            .. Each($"{at}.retainedWhileRunning", bundle.RetainedWhileRunning, RelativePath),
            .. Each(
                $"{at}.rewrittenFiles",
                bundle.RewrittenFiles,
                (place, suffix) =>
                    suffix.Length > 0 && HostPath.IsSegment(suffix)
                        ? []
                        : [$"{place}: '{Printable(suffix)}' is not the end of a file's name"]
            ),
        ];

    private static IEnumerable<string> AuxiliaryFile(string at, RuntimeFile file) =>
        [
            .. AbsolutePath($"{at}.path", file.Path),
            .. (file.Mode & ~Permissions) == UnixFileMode.None
                ? Array.Empty<string>()
                : [$"{at}.mode: {(int)file.Mode} is not between 1 and 511 (0777)"],
        ];

    private static IEnumerable<string> Handler(string at, RuntimeHandler handler)
    {
        var isName =
            handler.Name.Length is > 0 and <= 63
            && handler.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && char.IsAsciiLetterOrDigit(handler.Name[0]);
        if (!isName)
        {
            yield return $"{at}.name: '{Printable(handler.Name)}' is not a handler's name";
        }
        // containerd takes the name of a shim, or the path of one.
        var isType =
            handler.RuntimeType.Length <= LongestType
            && (IsName(handler.RuntimeType) || HostPath.TryParse(handler.RuntimeType, out _));
        if (!isType)
        {
            yield return $"{at}.runtimeType: '{Printable(handler.RuntimeType)}' is not a runtime type";
        }
        if (handler.RuntimePath is { } path && !HostPath.TryParse(path, out _))
        {
            yield return $"{at}.runtimePath: '{Printable(path)}' is not an absolute, normalised path";
        }
        string[] own = ["runtime_type", "runtime_path", "options"];
        foreach (
            var key in (handler.Settings ?? []).Select(setting => setting.Key).Intersect(own, StringComparer.Ordinal)
        )
        {
            yield return $"{at}.settings: '{key}' has a field of its own";
        }
        if (ProblemOfTable(handler) is { } problem)
        {
            yield return $"{at}: {problem}";
        }
    }

    private static string? ProblemOfTable(RuntimeHandler handler)
    {
        try
        {
            var table = HandlerTable.Of(handler, ContainerdVersion.KnowsRuntimePath);
            return HandlerTable.FromText(HandlerTable.ToText(table)) is null ? "cannot be written as a table" : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return e.Message;
        }
    }

    private static IEnumerable<string> HostCheck(string at, RuntimeCheck check, RuntimeDescription description)
    {
        var isBinary = (description.Binaries ?? []).Any(binary => binary.Name == check.Program);
        return
        [
            .. isBinary ? [] : AbsolutePath($"{at}.program", check.Program),
            .. Each(
                $"{at}.arguments",
                check.Arguments,
                (place, argument) =>
                    argument.Contains('\0', StringComparison.Ordinal) ? [$"{place}: has a NUL character"] : []
            ),
        ];
    }

    private static IEnumerable<string> Name(string at, string text) =>
        IsName(text) ? [] : [$"{at}: '{Printable(text)}' is not a name of letters, digits, '.', '_', '-', '+'"];

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 128
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+')
        && char.IsAsciiLetterOrDigit(text[0]);

    private static IEnumerable<string> AbsolutePath(string at, string text) =>
        HostPath.TryParse(text, out var path) && path != HostPath.Root
            ? []
            : [$"{at}: '{Printable(text)}' is not an absolute, normalised path"];

    private static IEnumerable<string> RelativePath(string at, string text) =>
        text.Split('/').All(HostPath.IsSegment)
            ? []
            : [$"{at}: '{Printable(text)}' is not a relative, normalised path"];

    private static IEnumerable<string> Each<T>(
        string at,
        IEnumerable<T>? items,
        Func<string, T, IEnumerable<string>> check
    ) => (items ?? []).SelectMany((item, i) => check($"{at}[{i}]", item));

    private static IEnumerable<string> Unique(string at, IEnumerable<string> names) =>
        names
            .GroupBy(name => name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{at}: '{Printable(group.Key)}' occurs twice");

    private static string Printable(string text) => OneLine.Of(text, 80);
}
