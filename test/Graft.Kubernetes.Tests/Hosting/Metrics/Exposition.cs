namespace Graft.Kubernetes.Tests.Hosting.Metrics;

/// <summary>
/// Reads both text formats of Prometheus as strictly as their standards are, knowing nothing of the code that writes them:
/// families in one piece, samples of the family's kind, cumulative buckets, no series twice, the end marked.
/// </summary>
internal sealed class Exposition
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Family> Families => _families;

    public static Exposition Parse(string text, bool isOpenMetrics)
    {
        Assert.EndsWith("\n", text);
        var exposition = new Exposition();
        var lines = text[..^1].Split('\n');
        if (isOpenMetrics)
        {
            Assert.Equal("# EOF", lines[^1]);
            lines = lines[..^1];
        }
        Family? family = null;
        foreach (var line in lines)
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                family = exposition.Comment(line, family, isOpenMetrics);
            }
            else
            {
                Assert.NotNull(family);
                family.Add(Sample.Parse(line), isOpenMetrics);
            }
        }
        Assert.All(exposition.Families.Values, one => one.Check(isOpenMetrics));
        return exposition;
    }

    /// <summary>The value of one sample, labels in any order.</summary>
    public double Value(string name, params (string Name, string Value)[] labels) =>
        Find(name, labels) ?? throw new KeyNotFoundException($"no sample {name}{{{string.Join(", ", labels)}}}");

    public double? Find(string name, params (string Name, string Value)[] labels)
    {
        var wanted = Sample.Key(name, labels.ToDictionary(label => label.Name, label => label.Value));
        return Families.Values.SelectMany(one => one.Samples).FirstOrDefault(one => one.Identity == wanted)?.Value;
    }

    private Family Comment(string line, Family? current, bool isOpenMetrics)
    {
        var words = line.Split(' ', 4);
        var name = words[2];
        if (current?.Name != name)
        {
            Assert.False(Families.ContainsKey(name), $"{name} stands in two places");
            _families[name] = current = new Family(name);
        }
        Assert.Empty(current.Samples);
        switch (words[1])
        {
            case "TYPE":
                Assert.Contains(words[3], new[] { "counter", "gauge", "histogram" });
                Assert.Null(current.Type);
                current.Type = words[3];
                break;
            case "HELP":
                Assert.Null(current.Help);
                current.Help = Sample.Unescape(words[3]);
                break;
            case "UNIT":
                Assert.True(isOpenMetrics);
                Assert.EndsWith("_" + words[3], name);
                break;
            default:
                Assert.Fail($"what is {line}?");
                break;
        }
        return current;
    }

    internal sealed class Family(string name)
    {
        public string Name => name;

        public string? Type { get; set; }

        public string? Help { get; set; }

        public List<Sample> Samples { get; } = [];

        public void Add(Sample sample, bool isOpenMetrics)
        {
            string[] allowed = Type switch
            {
                "counter" => [isOpenMetrics ? $"{name}_total" : name],
                "gauge" => [name],
                "histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
                _ => [],
            };
            Assert.Contains(sample.Name, allowed);
            Assert.DoesNotContain(Samples, one => one.Identity == sample.Identity);
            Samples.Add(sample);
        }

        public void Check(bool isOpenMetrics)
        {
            Assert.NotNull(Type);
            if (Type == "counter")
            {
                Assert.All(Samples, sample => Assert.True(sample.Value >= 0));
                Assert.True(isOpenMetrics || name.EndsWith("_total", StringComparison.Ordinal), name);
            }
            if (Type != "histogram")
            {
                return;
            }
            foreach (var series in Samples.GroupBy(sample => sample.WithoutBound))
            {
                var buckets = series.Where(one => one.Name == $"{name}_bucket").ToList();
                Assert.Equal("+Inf", buckets[^1].Labels["le"]);
                Assert.Equal(buckets.Select(one => one.Bound).Order(), buckets.Select(one => one.Bound));
                Assert.Equal(buckets.Select(one => one.Value).Order(), buckets.Select(one => one.Value));
                Assert.Equal(buckets[^1].Value, series.Single(one => one.Name == $"{name}_count").Value);
                Assert.Single(series, one => one.Name == $"{name}_sum");
                Assert.All(
                    buckets[..^1],
                    one => Assert.True(!isOpenMetrics || one.Labels["le"].AsSpan().ContainsAny('.', 'e'))
                );
            }
        }
    }
}
