using Graft.Extensions.Images;

namespace Graft.Extensions.Tests.Images;

public sealed class ImageVectorTests
{
    [Fact]
    public void By_default_images_carry_this_builds_version()
    {
        Assert.Equal(
            $"ghcr.io/graft-project/runtime-fast-installation:{ImageVector.OwnVersion}",
            ImageVector.Default.Find("runtime-fast-installation").ToString()
        );
        Assert.Matches(@"^\d+\.\d+\.\d+$", ImageVector.OwnVersion);
    }

    [Theory]
    [InlineData("repository: registry:5000/a\n  tag: v2", "registry:5000/a:v2")]
    [InlineData("repository: registry/a\n  tag: sha256:abc", "registry/a@sha256:abc")]
    [InlineData("ref: registry:5000/a:v2", "registry:5000/a:v2")]
    [InlineData("ref: registry:5000/a", "registry:5000/a")]
    [InlineData("ref: registry/a:v2@sha256:abc", "registry/a:v2@sha256:abc")]
    public void An_operator_replaces_single_images(string entry, string expected)
    {
        var images = ImageVector.Parse($"images:\n- name: fast\n  {entry}\n");
        Assert.Equal(expected, images.Find("fast").ToString());
        Assert.StartsWith("ghcr.io/", images.Find("other").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images:\n- name: a\n")]
    [InlineData("images: [")]
    [InlineData("images:\n- {name: a, ref: x}\n- {name: a, ref: y}\n")]
    public void What_is_no_image_vector_is_refused(string yaml)
    {
        Assert.Throws<InvalidDataException>(() => ImageVector.Parse(yaml));
    }
}
