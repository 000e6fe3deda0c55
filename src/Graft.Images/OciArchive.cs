using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Graft.Images;

/// <summary>
/// Writes an image as the tar archive of an OCI image layout, which <c>ctr images import</c> reads. Equal images give equal
/// bytes: every time is 1970, every owner root, the order that of the paths.
/// </summary>
public static class OciArchive
{
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigurationType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Writes the archive to a file, and returns the digest of the image's manifest (<c>sha256:…</c>).</summary>
    public static async Task<string> WriteAsync(OciImage image, string file, CancellationToken ct)
    {
        await using var output = File.Create(file);
        return await WriteAsync(image, output, ct);
    }

    /// <summary>Writes the archive, and returns the digest of the image's manifest (<c>sha256:…</c>).</summary>
    public static async Task<string> WriteAsync(OciImage image, Stream output, CancellationToken ct)
    {
        await using var layer = TemporaryFile();
        await WriteLayerAsync(image.Files, layer, ct);
        layer.Position = 0;
        var layerDigest = $"sha256:{Convert.ToHexStringLower(await SHA256.HashDataAsync(layer, ct))}";
        layer.Position = 0;

        var configuration = Bytes(ConfigurationOf(image, layerDigest));
        var manifest = Bytes(
            new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = ManifestType,
                ["config"] = Describe(ConfigurationType, DigestOf(configuration), configuration.Length),
                ["layers"] = new JsonArray(Describe(LayerType, layerDigest, layer.Length)),
            }
        );

        await using var archive = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        await WriteAsync(archive, "oci-layout", Bytes(new JsonObject { ["imageLayoutVersion"] = "1.0.0" }), ct);
        await WriteAsync(archive, "index.json", Bytes(IndexOf(image, manifest)), ct);
        await WriteAsync(archive, BlobPath(DigestOf(manifest)), manifest, ct);
        await WriteAsync(archive, BlobPath(DigestOf(configuration)), configuration, ct);
        await WriteAsync(archive, new ImageEntry.File(BlobPath(layerDigest), ImageFiles.Plain, () => layer), ct);
        return DigestOf(manifest);
    }

    private static JsonObject IndexOf(OciImage image, byte[] manifest)
    {
        var descriptor = Describe(ManifestType, DigestOf(manifest), manifest.Length);
        descriptor["platform"] = new JsonObject { ["architecture"] = image.Architecture, ["os"] = "linux" };
        descriptor["annotations"] = new JsonObject
        {
            ["io.containerd.image.name"] = image.Name,
            ["org.opencontainers.image.ref.name"] = image.Name[(image.Name.LastIndexOf(':') + 1)..],
        };
        return new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = IndexType,
            ["manifests"] = new JsonArray(descriptor),
        };
    }

    private static JsonObject ConfigurationOf(OciImage image, string layerDigest)
    {
        var settings = new JsonObject
        {
            ["Env"] = Texts(image.Environment.Select(variable => $"{variable.Key}={variable.Value}")),
            ["WorkingDir"] = image.WorkingDirectory,
        };
        if (image.Entrypoint.Count > 0)
        {
            settings["Entrypoint"] = Texts(image.Entrypoint);
        }
        if (image.Command.Count > 0)
        {
            settings["Cmd"] = Texts(image.Command);
        }
        if (image.User.Length > 0)
        {
            settings["User"] = image.User;
        }
        return new JsonObject
        {
            ["architecture"] = image.Architecture,
            ["os"] = "linux",
            ["config"] = settings,
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layerDigest) },
        };
    }

    private static async Task WriteLayerAsync(ImageFiles files, Stream output, CancellationToken ct)
    {
        // The format of GNU tar: names of any length, and no header that names the process that wrote it.
        await using var layer = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var entry in files.Entries)
        {
            await WriteAsync(layer, entry, ct);
        }
    }

    private static async Task WriteAsync(TarWriter archive, ImageEntry entry, CancellationToken ct)
    {
        var name = entry.Path.TrimStart('/');
        switch (entry)
        {
            case ImageEntry.Directory directory:
                await WriteAsync(archive, Header(TarEntryType.Directory, $"{name}/", directory.Mode), ct);
                break;
            case ImageEntry.Link link:
                var header = Header(TarEntryType.SymbolicLink, name, ImageFiles.Program);
                header.LinkName = link.Target;
                await WriteAsync(archive, header, ct);
                break;
            case ImageEntry.File file:
                await using (var content = file.Open())
                {
                    var head = Header(TarEntryType.RegularFile, name, file.Mode);
                    head.DataStream = content;
                    await WriteAsync(archive, head, ct);
                }
                break;
        }
    }

    private static Task WriteAsync(TarWriter archive, string name, byte[] content, CancellationToken ct) =>
        WriteAsync(archive, new ImageEntry.File(name, ImageFiles.Plain, () => new MemoryStream(content)), ct);

    private static Task WriteAsync(TarWriter archive, GnuTarEntry entry, CancellationToken ct) =>
        archive.WriteEntryAsync(entry, ct);

    private static GnuTarEntry Header(TarEntryType type, string name, UnixFileMode mode) =>
        new(type, name) { Mode = mode, ModificationTime = DateTimeOffset.UnixEpoch };

    private static JsonObject Describe(string mediaType, string digest, long size) =>
        new()
        {
            ["mediaType"] = mediaType,
            ["digest"] = digest,
            ["size"] = size,
        };

    private static JsonArray Texts(IEnumerable<string> texts) =>
        [.. texts.Select(text => (JsonNode?)JsonValue.Create(text))];

    private static byte[] Bytes(JsonObject document) => Encoding.UTF8.GetBytes(document.ToJsonString());

    private static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private static string BlobPath(string digest) => $"blobs/{digest.Replace(':', '/')}";

    private static FileStream TemporaryFile() =>
        new(
            Path.Combine(Path.GetTempPath(), $"graft-layer-{Guid.NewGuid():N}"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
}
