using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Tests.Validation;

public sealed class FieldErrorTests
{
    private static readonly FieldPath s_worker = FieldPath.Root("spec").Child("provider").Child("workers").Index(0);

    [Fact]
    public void Paths_read_as_Kubernetes_writes_them()
    {
        Assert.Equal("spec.provider.workers[0]", s_worker.ToString());
        Assert.Equal("spec.provider.workers[0].cri.name", s_worker.Child("cri", "name").ToString());
        Assert.Equal("spec.provider.workers[0].labels[a/b]", s_worker.Child("labels").Key("a/b").ToString());
    }

    [Fact]
    public void Every_type_prints_its_words_value_and_detail()
    {
        var field = s_worker.Child("x");
        const string Path = "spec.provider.workers[0].x: ";

        Assert.Equal(
            $"{Path}Invalid value: \"v\": must not be v",
            Text(FieldError.Invalid(field, "v", "must not be v"))
        );
        Assert.Equal($"{Path}Invalid value: 5: too much", Text(FieldError.Invalid(field, 5, "too much")));
        Assert.Equal($"{Path}Invalid value: true: no", Text(FieldError.Invalid(field, true, "no")));
        Assert.Equal($"{Path}Invalid value: null: no", Text(FieldError.Invalid(field, null, "no")));
        Assert.Equal(
            $$"""{{Path}}Invalid value: {"a":1}: no""",
            Text(FieldError.Invalid(field, JsonNode.Parse("""{"a":1}"""), "no"))
        );
        Assert.Equal($"{Path}Required value: say it", Text(FieldError.Required(field, "say it")));
        Assert.Equal($"{Path}Required value", Text(FieldError.Required(field, "")));
        Assert.Equal($"{Path}Forbidden: not here", Text(FieldError.Forbidden(field, "not here")));
        Assert.Equal($"{Path}Duplicate value: \"v\"", Text(FieldError.Duplicate(field, "v")));
        Assert.Equal($"{Path}Not found: \"v\"", Text(FieldError.NotFound(field, "v")));
        Assert.Equal($"{Path}Too long: may not be more than 63 bytes", Text(FieldError.TooLong(field, "v", 63)));
        Assert.Equal($"{Path}Too many: 3: must have at most 2 items", Text(FieldError.TooMany(field, 3, 2)));
        Assert.Equal($"{Path}Internal error: oh", Text(FieldError.Internal(field, "oh")));
    }

    [Fact]
    public void Supported_values_are_sorted_and_quoted()
    {
        var error = FieldError.NotSupported(s_worker.Child("cri", "name"), "", ["docker", "containerd"]);

        Assert.Equal(
            "spec.provider.workers[0].cri.name: Unsupported value: \"\": supported values: \"containerd\", \"docker\"",
            error.ToString()
        );
        Assert.Equal("FieldValueNotSupported", error.Reason);
        Assert.Equal("Unsupported value: \"\": supported values: \"containerd\", \"docker\"", error.Body);
    }

    [Fact]
    public void Strings_are_quoted_as_Go_quotes_them()
    {
        Assert.Equal("\"a\\\"b\\\\c\\n\\t\\x00\\u2028ä😀\"", GoSyntax.Quote("a\"b\\c\n\t\0\u2028ä😀"));
    }

    [Fact]
    public void Errors_are_worded_together_per_stage()
    {
        var errors = new FieldErrors();
        Assert.Equal("", errors.ToValidationText());
        errors.Add(FieldError.Required(FieldPath.Root("a"), "x"));
        Assert.Equal("a: Required value: x", errors.ToValidationText());
        Assert.Equal("[a: Required value: x]", errors.ToAdmissionText());
        errors.Add(FieldError.Forbidden(FieldPath.Root("b"), "y"));
        errors.Add(FieldError.Required(FieldPath.Root("a"), "x"));
        Assert.Equal("[a: Required value: x, b: Forbidden: y]", errors.ToValidationText());
        Assert.Equal("[a: Required value: x b: Forbidden: y a: Required value: x]", errors.ToAdmissionText());
    }

    private static string Text(FieldError error) => error.ToString();
}
