using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Extensions;

/// <summary>Files of an OperatingSystemConfig.</summary>
internal static class FileRules
{
    private const string OneContent = "either 'secretRef', 'inline' or 'imageRef' must be provided";

    private static readonly string[] s_encodings = ["", "b64"];

    public static void Check(IReadOnlyList<OperatingSystemFile>? files, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<(string Path, string? Host)>();
        for (var i = 0; i < (files?.Count ?? 0); i++)
        {
            var file = files![i];
            errors.RequireValue(file.Path, path.Index(i).Child("path"));
            if (file.Path is { Length: > 0 } name && !seen.Add((name, file.HostName)))
            {
                errors.Add(FieldError.Duplicate(path.Index(i).Child("path"), name));
            }
            CheckContent(file.Content, path.Index(i).Child("content"), errors);
        }
    }

    private static void CheckContent(FileContent? content, FieldPath path, FieldErrors errors)
    {
        object?[] sources = [content?.Inline, content?.SecretRef, content?.ImageRef];
        switch (sources.Count(source => source is not null))
        {
            case 0:
                errors.Add(FieldError.Required(path, OneContent));
                break;
            case > 1:
                errors.Add(FieldError.Invalid(path, Names(content!), $"{OneContent}, not multiple at the same time"));
                break;
        }
        if (content?.Inline is { } inline)
        {
            errors.CheckValue(inline.Encoding, s_encodings, path.Child("inline", "encoding"));
            errors.RequireValue(inline.Data, path.Child("inline", "data"));
        }
        if (content?.SecretRef is { } secret)
        {
            errors.RequireValue(secret.Name, path.Child("secretRef", "name"));
            errors.RequireValue(secret.DataKey, path.Child("secretRef", "dataKey"));
        }
        if (content?.ImageRef is { } image)
        {
            errors.RequireValue(image.Image, path.Child("imageRef", "image"));
            errors.RequireValue(image.FilePathInImage, path.Child("imageRef", "filePathInImage"));
        }
    }

    private static string Names(FileContent content) =>
        string.Join(
            ", ",
            new[]
            {
                content.Inline is null ? null : "inline",
                content.SecretRef is null ? null : "secretRef",
                content.ImageRef is null ? null : "imageRef",
            }.OfType<string>()
        );
}
