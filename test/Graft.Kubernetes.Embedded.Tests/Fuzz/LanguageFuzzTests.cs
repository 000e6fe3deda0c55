using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Embedded.Schemas.Cel;
using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Formats;
using Graft.Kubernetes.Embedded.Schemas.Patterns;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Tests.Fuzz;

public sealed class LanguageFuzzTests
{
    private static readonly string[] CelPieces =
    [
        "self",
        ".a",
        ".b",
        ".?c",
        ".list",
        ".map",
        "['k']",
        "[0]",
        "[?1]",
        " + ",
        " - ",
        " * ",
        " / ",
        " % ",
        " == ",
        " != ",
        " < ",
        " in ",
        " && ",
        " || ",
        "!",
        "-",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        " ? ",
        " : ",
        "1",
        "2u",
        "1.5",
        "'text'",
        "b'\\xff'",
        "true",
        "null",
        "x",
        ".all(x, ",
        ".map(x, ",
        ".exists(i, x, ",
        ".size()",
        "size(",
        "has(",
        ".matches('a+')",
        ".split(',')",
        ".join()",
        "duration('1h')",
        "timestamp('2026-01-02T03:04:05Z')",
        "quantity('1Gi')",
        "ip('::1')",
        "optional.of(",
        ".orValue(",
        "type(",
        "string(",
        "int(",
        "dyn(",
        ".format([",
        "'%d %s'",
        "\"\\u",
        "`",
        "//",
        "9223372036854775807",
    ];

    private static readonly string[] PatternPieces =
    [
        "a",
        "[a-z]",
        "[^",
        "]",
        "(",
        ")",
        "(?:",
        "(?i)",
        "(?P<n>",
        "|",
        "*",
        "+",
        "?",
        "{2}",
        "{3,1000}",
        "{",
        "^",
        "$",
        ".",
        "\\d",
        "\\pL",
        "\\x{1F600}",
        "\\Q",
        "\\E",
        "[[:alpha:]]",
        "\\",
        "-",
        "\U0001F600",
        "\\b",
        "\\z",
        "(?s-m:",
    ];

    private static readonly string[] SelectorPieces =
    [
        "a",
        "b/c",
        "example.com/x",
        "=",
        "==",
        "!=",
        " in ",
        " notin ",
        "(",
        ")",
        ",",
        "!",
        ">",
        "<",
        "1",
        "v",
        " ",
        "\\",
        "%",
        "\0",
        "\u00e9",
        "metadata.name",
        "spec.x",
        "in",
        "notin",
        "-",
        "_",
        ".",
    ];

    [Fact]
    public void Any_expression_compiles_and_ends_or_is_refused()
    {
        var self = CelSchemaTypes.Of(
            StructuralSchema.ParsePart(
                Json(
                    """
                    {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"},"c":{"x-kubernetes-int-or-string":true},
                     "list":{"type":"array","items":{"type":"integer"}},"map":{"type":"object","additionalProperties":{"type":"string"}}}}
                    """
                )
            )
        )!;
        var value = Json("""{"a":1,"b":"text","c":"x","list":[1,2,3],"map":{"k":"v"}}""");
        Fuzzing.Check(
            Fuzzing.Text(CelPieces, 12),
            4000,
            text =>
            {
                try
                {
                    var program = CelProgram.Compile(text, self, CelType.Bool);
                    program.Evaluate(value, null, new CelBudget { Limit = CelBudget.PerCall });
                }
                catch (CelException exception)
                {
                    Assert.NotEqual("", exception.Message);
                }
            }
        );
    }

    [Fact]
    public void Any_pattern_is_read_and_matched_or_refused() =>
        Fuzzing.Check(
            from pattern in Fuzzing.Text(PatternPieces, 10)
            from text in Fuzzing.Text(["a", "ab", "A", "1", " ", "\n", "\U0001F600", "\ud800"], 8)
            select (pattern, text),
            2000,
            each =>
            {
                try
                {
                    GoRegex.Compile(each.pattern).FindAll(each.text, 10);
                }
                catch (FormatException exception)
                {
                    Assert.StartsWith("error parsing regexp: ", exception.Message, StringComparison.Ordinal);
                }
            }
        );

    [Fact]
    public void A_label_selector_reads_as_the_same_after_it_was_written() =>
        Fuzzing.Check(
            Fuzzing.Text(SelectorPieces, 10),
            4000,
            text =>
            {
                if (Parsed(() => LabelSelector.Parse(text)) is { } selector)
                {
                    Assert.Equal(selector.ToString(), LabelSelector.Parse(selector.ToString()).ToString());
                }
            }
        );

    [Fact]
    public void A_field_selector_reads_as_the_same_after_it_was_written()
    {
        var definition = new ResourceDefinition
        {
            Group = "example.com",
            Version = "v1",
            Kind = "Widget",
            Plural = "widgets",
            Singular = "widget",
            IsCustom = true,
            SelectableFields = ["spec.x"],
        };
        var value = new StoredObject(
            definition.GroupResource,
            Encoding.UTF8.GetBytes("""{"metadata":{"name":"a"},"spec":{"x":"v"}}""")
        );
        Fuzzing.Check(
            Fuzzing.Text(
                ["metadata.name", "spec.x", "=", "==", "!=", ",", "\\,", "\\=", "\\\\", "\\", "v", "a", " "],
                8
            ),
            4000,
            text =>
            {
                if (Parsed(() => FieldSelector.Parse(text, definition)) is { } selector)
                {
                    var again = FieldSelector.Parse(selector.ToString(), definition);
                    Assert.Equal(selector.ToString(), again.ToString());
                    Assert.Equal(selector.Matches(value), again.Matches(value));
                }
            }
        );
    }

    [Fact]
    public void Any_text_has_a_format_or_has_it_not() =>
        Fuzzing.Check(
            from format in Gen.Elements(
                "uri",
                "email",
                "hostname",
                "ipv4",
                "ipv6",
                "cidr",
                "mac",
                "byte",
                "date",
                "duration",
                "datetime",
                "isbn",
                "creditcard",
                "rgbcolor"
            )
            from text in Fuzzing.Text(
                [
                    "a",
                    "1",
                    ":",
                    "/",
                    "%",
                    ".",
                    "@",
                    "[",
                    "]",
                    "-",
                    "T",
                    "Z",
                    "=",
                    " ",
                    "999999999999",
                    "\0",
                    "\u00e9",
                    "\ud800",
                    "h",
                    "//",
                    "2026-01-02",
                    "03:04:05",
                ],
                8
            )
            select (format, text),
            4000,
            each => StringFormats.Accepts(each.format, each.text)
        );

    private static T? Parsed<T>(Func<T> parse)
        where T : class
    {
        try
        {
            return parse();
        }
        catch (ApiException exception)
        {
            Assert.Equal(400, exception.Code);
            return null;
        }
    }

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
