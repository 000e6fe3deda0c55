using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Kubernetes.Tests.Hosting.Metrics;

/// <summary>One line of an exposition.</summary>
internal sealed partial record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string Identity => Key(Name, Labels);

    public string WithoutBound => Key("", Labels.Where(label => label.Key != "le"));

    public double Bound => Number(Labels["le"]);

    public static string Key(string name, IEnumerable<KeyValuePair<string, string>> labels) =>
        $"{name}{{{string.Join(",", labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))}}}";

    public static Sample Parse(string line)
    {
        var position = line.IndexOfAny(['{', ' ']);
        var name = line[..position];
        Assert.Matches(MetricName(), name);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (line[position] == '{')
        {
            position++;
            while (line[position] != '}')
            {
                position = Label(line, position, labels);
            }
            position++;
        }
        Assert.Equal(' ', line[position]);
        return new Sample(name, labels, Number(line[(position + 1)..]));
    }

    public static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] == '\\' ? Escaped(text[++i]) : text[i]);
        }
        return plain.ToString();
    }

    private static int Label(string line, int position, Dictionary<string, string> labels)
    {
        var equals = line.IndexOf('=', position);
        var name = line[position..equals];
        Assert.Matches(LabelName(), name);
        Assert.Equal('"', line[equals + 1]);
        var value = new StringBuilder();
        position = equals + 2;
        for (; line[position] != '"'; position++)
        {
            if (line[position] != '\\')
            {
                value.Append(line[position]);
                continue;
            }
            position++;
            value.Append(Escaped(line[position]));
        }
        Assert.True(labels.TryAdd(name, value.ToString()), $"label {name} twice: {line}");
        position++;
        if (line[position] == ',')
        {
            position++;
            Assert.NotEqual('}', line[position]);
        }
        else
        {
            Assert.Equal('}', line[position]);
        }
        return position;
    }

    private static char Escaped(char letter) =>
        letter switch
        {
            'n' => '\n',
            '"' => '"',
            '\\' => '\\',
            _ => throw new FormatException($"no escape: \\{letter}"),
        };

    private static double Number(string text) =>
        text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex MetricName();

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex LabelName();
}
