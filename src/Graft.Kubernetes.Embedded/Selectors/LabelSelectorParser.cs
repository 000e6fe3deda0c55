using System.Globalization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Selectors;

/// <summary>Reads the text form of a label selector.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private const string Special = "=!(),<>";
    private int _at;

    public List<LabelRequirement> Parse()
    {
        var requirements = new List<LabelRequirement>();
        while (true)
        {
            requirements.Add(ReadRequirement());
            var next = ReadToken();
            if (next.Length == 0)
            {
                return requirements;
            }
            if (next != ",")
            {
                throw Unreadable($"found '{next}', expected: ',' or 'end of string'");
            }
        }
    }

    private LabelRequirement ReadRequirement()
    {
        var key = ReadToken();
        if (key == "!")
        {
            return Checked(new LabelRequirement(ReadToken(), LabelOperator.DoesNotExist, []));
        }
        if (key.Length == 0 || Special.Contains(key[0], StringComparison.Ordinal))
        {
            throw Unreadable($"found '{key}', expected: !, identifier, or 'end of string'");
        }
        var start = _at;
        var word = ReadToken();
        switch (word)
        {
            case "" or ",":
                _at = start;
                return Checked(new LabelRequirement(key, LabelOperator.Exists, []));
            case "=" or "==":
                return Checked(new LabelRequirement(key, LabelOperator.In, [ReadValue()]));
            case "!=":
                return Checked(new LabelRequirement(key, LabelOperator.NotIn, [ReadValue()]));
            case "in":
                return Checked(new LabelRequirement(key, LabelOperator.In, ReadValues()));
            case "notin":
                return Checked(new LabelRequirement(key, LabelOperator.NotIn, ReadValues()));
            case ">" or "<":
                var bound = ReadValue();
                if (!long.TryParse(bound, CultureInfo.InvariantCulture, out _))
                {
                    throw Unreadable(
                        $"values[0]: Invalid value: \"{bound}\": for 'Gt', 'Lt' operators, the value must be an integer"
                    );
                }
                return Checked(new LabelRequirement(key, word == ">" ? LabelOperator.Gt : LabelOperator.Lt, [bound]));
            default:
                throw Unreadable($"found '{word}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private string ReadValue()
    {
        var start = _at;
        var value = ReadToken();
        if (value is "" or ",")
        {
            _at = start;
            return "";
        }
        return Special.Contains(value[0], StringComparison.Ordinal)
            ? throw Unreadable($"found '{value}', expected: identifier")
            : value;
    }

    private List<string> ReadValues()
    {
        var open = ReadToken();
        if (open != "(")
        {
            throw Unreadable($"found '{open}' expected: '('");
        }
        var values = new List<string>();
        while (true)
        {
            values.Add(ReadSetValue());
            var next = ReadToken();
            if (next == ")")
            {
                return values;
            }
            if (next != ",")
            {
                throw Unreadable($"found '{next}', expected: ',' or ')'");
            }
        }
    }

    private string ReadSetValue()
    {
        var start = _at;
        var value = ReadToken();
        if (value is "," or ")")
        {
            _at = start;
            return "";
        }
        return value.Length == 0 || Special.Contains(value[0], StringComparison.Ordinal)
            ? throw Unreadable($"found '{value}', expected: ',', ')' or identifier")
            : value;
    }

    private string ReadToken()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
        if (_at == text.Length)
        {
            return "";
        }
        var start = _at;
        if (Special.Contains(text[_at], StringComparison.Ordinal))
        {
            _at++;
            if (text[start] is '=' or '!' && _at < text.Length && text[_at] == '=')
            {
                _at++;
            }
            return text[start.._at];
        }
        while (
            _at < text.Length && !char.IsWhiteSpace(text[_at]) && !Special.Contains(text[_at], StringComparison.Ordinal)
        )
        {
            _at++;
        }
        return text[start.._at];
    }

    private static LabelRequirement Checked(LabelRequirement requirement)
    {
        if (NameRules.CheckQualifiedName(requirement.Key) is [var keyFault, ..])
        {
            throw Unreadable($"key: Invalid value: \"{requirement.Key}\": {keyFault}");
        }
        for (var i = 0; i < requirement.Values.Count; i++)
        {
            if (NameRules.CheckLabelValue(requirement.Values[i]) is [var fault, ..])
            {
                throw Unreadable(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"values[{i}][{requirement.Key}]: Invalid value: \"{requirement.Values[i]}\": {fault}"
                    )
                );
            }
        }
        return requirement;
    }

    private static ApiException Unreadable(string why) =>
        ApiException.BadRequest($"unable to parse requirement: {why}");
}
