using Graft.Kubernetes.Versions;

namespace Graft.Kubernetes.Tests.Versions;

public sealed class KubernetesVersionTests
{
    [Theory]
    [InlineData("1.16", 1, 16)]
    [InlineData("1.16.0", 1, 16)]
    [InlineData("v1.16.0-gke.1", 1, 16)]
    [InlineData("1.14.0-beta.1", 1, 14)]
    [InlineData("1.31.4+build.7", 1, 31)]
    [InlineData("1.31-rc.1", 1, 31)]
    public void Patch_prerelease_and_build_are_read_and_forgotten(string text, int major, int minor)
    {
        Assert.Equal(new KubernetesVersion(major, minor), KubernetesVersion.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("latest")]
    [InlineData("1.x")]
    [InlineData("1.16.x")]
    [InlineData(" 1.16")]
    [InlineData("1.16.0.1")]
    [InlineData("1.99999999999")]
    public void Other_texts_are_no_versions(string? text)
    {
        Assert.False(KubernetesVersion.TryParse(text, out _));
        if (text is not null)
        {
            var exception = Assert.Throws<FormatException>(() => KubernetesVersion.Parse(text));
            Assert.Contains($"\"{text}\"", exception.Message);
        }
    }

    [Fact]
    public void Versions_compare_as_numbers()
    {
        Assert.True(KubernetesVersion.Parse("1.9") < KubernetesVersion.Parse("1.10"));
        Assert.True(KubernetesVersion.Parse("1.14.0-beta.1") >= KubernetesVersion.Parse("1.14"));
        Assert.True(KubernetesVersion.Parse("2.0") > KubernetesVersion.Parse("1.99"));
        Assert.True(KubernetesVersion.Parse("1.22.0").IsAtLeast(1, 22));
        Assert.False(KubernetesVersion.Parse("1.21.9").IsAtLeast(1, 22));
        Assert.Equal("1.22", KubernetesVersion.Parse("v1.22.3").ToString());
    }
}
