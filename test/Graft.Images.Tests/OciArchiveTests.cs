using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Graft.Images.Tests;

public sealed class OciArchiveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_index_leads_by_digests_to_manifest_configuration_and_layer()
    {
        var (archive, digest) = await WriteAsync(Sample());

        var index = Json(archive["index.json"]);
        var entry = Assert.Single(index["manifests"]!.AsArray())!;
        Assert.Equal("1.0.0", (string?)Json(archive["oci-layout"])["imageLayoutVersion"]);
        Assert.Equal("graft.test/sample:7", (string?)entry["annotations"]!["io.containerd.image.name"]);
        Assert.Equal("7", (string?)entry["annotations"]!["org.opencontainers.image.ref.name"]);
        Assert.Equal(digest, (string?)entry["digest"]);
        var manifest = Json(Blob(archive, entry));
        var configuration = Json(Blob(archive, manifest["config"]!));
        var layer = Blob(archive, Assert.Single(manifest["layers"]!.AsArray())!);
        Assert.Equal("arm64", (string?)configuration["architecture"]);
        Assert.Equal("""["/bin/it","-x"]""", configuration["config"]!["Entrypoint"]!.ToJsonString());
        Assert.Equal("""["A=1","B=2"]""", configuration["config"]!["Env"]!.ToJsonString());
        Assert.Equal(Digest(layer), (string?)Assert.Single(configuration["rootfs"]!["diff_ids"]!.AsArray()));
    }

    [Fact]
    public async Task The_layer_holds_every_entry_after_its_directory_with_its_mode()
    {
        var (archive, _) = await WriteAsync(Sample());
        var layer = archive.Values.Single(blob => blob.Length % 512 == 0 && blob.Length > 1024 && IsTar(blob));

        Assert.Equal(
            [
                "bin/ Directory 493",
                "bin/it RegularFile 493",
                "bin/other SymbolicLink 493 it",
                "etc/ Directory 493",
                $"etc/{new string('n', 200)} RegularFile 420",
                "tmp/ Directory 1023",
            ],
            Read(layer).ConvertAll(e => $"{e.Name} {e.EntryType} {(int)e.Mode} {e.LinkName}".TrimEnd())
        );
        Assert.All(Read(layer), entry => Assert.Equal((0, 0), (entry.Uid, entry.Gid)));
        Assert.All(Read(layer), entry => Assert.Equal(DateTimeOffset.UnixEpoch, entry.ModificationTime));
    }

    [Fact]
    public async Task Equal_images_give_equal_bytes()
    {
        var first = new MemoryStream();
        var second = new MemoryStream();

        await OciArchive.WriteAsync(Sample(), first, Cancel);
        await OciArchive.WriteAsync(Sample(), second, Cancel);

        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Theory]
    [InlineData("etc/x")]
    [InlineData("/etc/../x")]
    [InlineData("/etc//x")]
    [InlineData("/etc/")]
    public void A_path_that_is_not_plain_is_refused(string path)
    {
        var e = Assert.Throws<ArgumentException>(() => new ImageFiles().AddFile(path, []));

        Assert.StartsWith($"'{path}' is not an absolute, normalised path", e.Message);
    }

    [Fact]
    public void A_tree_keeps_modes_and_links()
    {
        using var directory = new Testing.TemporaryDirectory();
        Directory.CreateDirectory(directory["a/b"]);
        File.WriteAllText(directory["a/b/program"], "");
        File.SetUnixFileMode(directory["a/b/program"], ImageFiles.Program);
        File.CreateSymbolicLink(directory["a/link"], "b/program");

        var files = new ImageFiles().AddTree("/opt/a", directory["a"]);

        Assert.Equal(
            ["/opt", "/opt/a", "/opt/a/b", "/opt/a/b/program", "/opt/a/link"],
            files.Entries.Select(e => e.Path)
        );
        Assert.Equal("b/program", Assert.Single(files.Entries.OfType<ImageEntry.Link>()).Target);
        Assert.Equal(ImageFiles.Program, Assert.Single(files.Entries.OfType<ImageEntry.File>()).Mode);
    }

    private static OciImage Sample() =>
        new()
        {
            Name = "graft.test/sample:7",
            Architecture = "arm64",
            Files = new ImageFiles()
                .AddDirectory("/tmp", (UnixFileMode)0b1_111_111_111)
                .AddFile("/bin/it", "program"u8.ToArray(), ImageFiles.Program)
                .AddFile($"/etc/{new string('n', 200)}", "text"u8.ToArray())
                .AddLink("/bin/other", "it"),
            Entrypoint = ["/bin/it", "-x"],
            Environment = [new("A", "1"), new("B", "2")],
        };

    private static async Task<(Dictionary<string, byte[]> Entries, string Digest)> WriteAsync(OciImage image)
    {
        var output = new MemoryStream();
        var digest = await OciArchive.WriteAsync(image, output, Cancel);
        return (Read(output.ToArray()).ToDictionary(entry => entry.Name, Content, StringComparer.Ordinal), digest);
    }

    private static List<TarEntry> Read(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive));
        var entries = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            entries.Add(entry);
        }
        return entries;
    }

    private static byte[] Content(TarEntry entry)
    {
        var content = new MemoryStream();
        entry.DataStream?.CopyTo(content);
        return content.ToArray();
    }

    private static bool IsTar(byte[] blob) => blob.AsSpan(257, 5).SequenceEqual("ustar"u8);

    private static byte[] Blob(Dictionary<string, byte[]> archive, JsonNode descriptor)
    {
        var digest = (string)descriptor["digest"]!;
        var blob = archive[$"blobs/{digest.Replace(':', '/')}"];
        Assert.Equal(digest, Digest(blob));
        Assert.Equal(blob.Length, (long)descriptor["size"]!);
        return blob;
    }

    private static JsonNode Json(byte[] bytes) => JsonNode.Parse(bytes)!;

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
