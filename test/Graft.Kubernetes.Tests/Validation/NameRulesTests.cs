using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Tests.Validation;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("my-name")]
    [InlineData("123-abc")]
    public void A_label_may_hold_lower_case_digits_and_inner_dashes(string name)
    {
        Assert.Empty(NameRules.CheckLabel(name));
        Assert.Empty(NameRules.CheckSubdomain(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    public void Anything_else_is_no_label(string name)
    {
        Assert.StartsWith("a lowercase RFC 1123 label must consist", Assert.Single(NameRules.CheckLabel(name)));
    }

    [Theory]
    [InlineData("a.b", 0)]
    [InlineData("a..b", 1)]
    [InlineData(".a", 1)]
    [InlineData("a.-b", 1)]
    public void A_subdomain_is_labels_with_dots_between(string name, int problems)
    {
        Assert.Equal(problems, NameRules.CheckSubdomain(name).Count);
    }

    [Fact]
    public void Lengths_are_counted_in_bytes()
    {
        Assert.Empty(NameRules.CheckLabel(new string('a', 63)));
        Assert.Equal(["must be no more than 63 bytes"], NameRules.CheckLabel(new string('a', 64)));
        Assert.Equal(["must be no more than 253 bytes"], NameRules.CheckSubdomain(new string('a', 254)));
        Assert.Equal("must be no more than 63 bytes", NameRules.CheckLabelValue(new string('ä', 32))[0]);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("example.com/My_Name.1")]
    public void A_qualified_name_may_have_a_prefix(string text)
    {
        Assert.Empty(NameRules.CheckQualifiedName(text));
    }

    [Theory]
    [InlineData("/a", "prefix part must be non-empty")]
    [InlineData("Upper/a", "prefix part a lowercase RFC 1123 subdomain")]
    [InlineData("a/", "name part must be non-empty")]
    [InlineData("-a", "name part must consist of")]
    [InlineData("a/b/c", "a qualified name must consist of")]
    public void What_is_wrong_with_a_qualified_name_is_said_by_its_part(string text, string start)
    {
        Assert.StartsWith(start, NameRules.CheckQualifiedName(text)[0]);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("My_value.1", 0)]
    [InlineData("_a", 1)]
    [InlineData("a b", 1)]
    public void A_label_value_may_be_empty(string value, int problems)
    {
        Assert.Equal(problems, NameRules.CheckLabelValue(value).Count);
    }

    [Theory]
    [InlineData("system:node", 0)]
    [InlineData("..", 1)]
    [InlineData("a/b", 1)]
    [InlineData("a%b", 1)]
    public void A_path_segment_may_be_anything_that_a_path_can_hold(string name, int problems)
    {
        Assert.Equal(problems, NameRules.CheckPathSegment(name).Count);
    }
}
