using System.Text;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems.Tests;

public sealed class MachineReaderTests
{
    [Fact]
    public async Task Case_44_secret_contents_are_resolved_byte_for_byte()
    {
        var machine = await ReadAsync(Secret("credentials", "token"), (_, _) => Pools.Binary);

        Assert.Equal(Pools.Binary, Assert.Single(machine.Files).Content.ToArray());
    }

    [Fact]
    public async Task Case_44_a_missing_secret_key_is_an_error_that_names_it()
    {
        var exception = await Assert.ThrowsAsync<ErrorCodesException>(() =>
            ReadAsync(Secret("credentials", "token"), (_, _) => null)
        );

        Assert.Equal("file /etc/secret: secret \"credentials\" has no key \"token\"", exception.Message);
    }

    [Fact]
    public async Task Another_encoding_is_an_error_that_quotes_it()
    {
        var exception = await Assert.ThrowsAsync<ErrorCodesException>(() =>
            ReadAsync(Pools.Inline("/etc/x", "gzip", "", null), (_, _) => null)
        );

        Assert.Equal("invalid file codec id \"gzip\"", exception.Message);
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("/etc/../../outside")]
    [InlineData("/")]
    [InlineData("")]
    public async Task A_path_that_is_not_absolute_and_normalised_is_refused(string path) =>
        await Assert.ThrowsAsync<ErrorCodesException>(() =>
            ReadAsync(Pools.Inline(path, "", "x", null), (_, _) => null)
        );

    [Fact]
    public async Task Plain_text_is_taken_as_it_is()
    {
        var machine = await ReadAsync(Pools.Inline("/etc/x", "", Pools.Hostile, 416), (_, _) => null);

        var file = Assert.Single(machine.Files);
        Assert.Equal(Pools.Hostile, Encoding.UTF8.GetString(file.Content.Span));
        Assert.Equal(416, file.Mode);
    }

    private static OperatingSystemFile Secret(string name, string key) =>
        new()
        {
            Path = "/etc/secret",
            Content = new FileContent
            {
                SecretRef = new FileContentSecretRef { Name = name, DataKey = key },
            },
        };

    private static Task<Machine> ReadAsync(OperatingSystemFile file, Func<string, string, byte[]?> secrets) =>
        MachineReader.ReadAsync(
            new OperatingSystemConfigSpec { Type = "ubuntu", Files = [file] },
            (secret, key, _) => Task.FromResult(secrets(secret, key)),
            TestContext.Current.CancellationToken
        );
}
