using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Tests.Configuration;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("320Mi", "320Mi")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("0.5Gi", "512Mi")]
    [InlineData("1.5Ki", "1536")]
    [InlineData("0.3Ki", "307200m")]
    [InlineData("250m", "250m")]
    [InlineData("0.25", "250m")]
    [InlineData(".5", "500m")]
    [InlineData("1.", "1")]
    [InlineData("+2", "2")]
    [InlineData("1000", "1k")]
    [InlineData("1024", "1024")]
    [InlineData("1e3", "1k")]
    [InlineData("1E-3", "1m")]
    [InlineData("1n", "1n")]
    [InlineData("0.1n", "1n")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    public void A_quantity_is_written_as_the_API_server_writes_it(string text, string canonical) =>
        Assert.Equal(canonical, Quantity.TryParse(text)?.Text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0Mi")]
    [InlineData("0e9")]
    [InlineData("-1")]
    [InlineData("-1Mi")]
    [InlineData(".")]
    [InlineData("Mi")]
    [InlineData("1 Mi")]
    [InlineData("1mi")]
    [InlineData("1MB")]
    [InlineData("1K")]
    [InlineData("1Mi\n")]
    [InlineData("1e999")]
    [InlineData("8Ei")]
    [InlineData("12E")]
    [InlineData("9223372036854775808")]
    [InlineData("1\"\n[x]")]
    [InlineData("١")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000001")]
    public void What_is_none_or_nothing_is_refused(string? text) => Assert.Null(Quantity.TryParse(text));

    [Fact]
    public void Equal_amounts_are_equal_however_they_are_written()
    {
        Assert.Equal(Quantity.TryParse("250m"), Quantity.TryParse("0.25"));
        Assert.Equal(Quantity.TryParse("1Ki"), Quantity.TryParse("1024"));
        Assert.NotEqual(Quantity.TryParse("1Ki"), Quantity.TryParse("1k"));
    }
}
