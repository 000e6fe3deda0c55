using System.Security.Cryptography;
using System.Text;

namespace Graft.Node.Tests;

public sealed class ContentDigestTests
{
    // FIPS 180-4's own examples.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    )]
    public void The_examples_of_the_standard(string text, string digest) =>
        Assert.Equal(digest, ContentDigest.Of(text));

    [Fact]
    public void Contents_of_every_length_have_the_digest_that_others_compute()
    {
        var random = new Random(7);
        int[] lengths = [.. Enumerable.Range(0, 200), 4095, 4096, 131071, 131072, 131073, 1_000_003];
        foreach (var length in lengths)
        {
            var content = new byte[length];
            random.NextBytes(content);
            var expected = Convert.ToHexStringLower(SHA256.HashData(content));

            Assert.Equal(expected, ContentDigest.Of(content));
            Assert.Equal(expected, ContentDigest.Of(new Trickle(content)));
        }
        Assert.Equal(ContentDigest.Of("é"), ContentDigest.Of(Encoding.UTF8.GetBytes("é")));
    }

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class Trickle(byte[] content) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, 70_001));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 70_001)]);
    }
}
