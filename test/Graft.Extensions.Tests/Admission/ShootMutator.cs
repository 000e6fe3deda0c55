using System.Globalization;

namespace Graft.Extensions.Tests.Admission;

/// <summary>Makes of a valid Shoot others that nobody has thought of.</summary>
internal sealed class ShootMutator(Random random)
{
    public const string Valid = """
        {"apiVersion":"core.gardener.cloud/v1beta1","kind":"Shoot","metadata":{"name":"demo","namespace":"garden-x",
         "labels":{"a":"b"}},"spec":{"cloudProfile":{"kind":"CloudProfile","name":"p"},"region":"here",
         "kubernetes":{"version":"1.31.4"},"provider":{"type":"aws","workers":[
          {"name":"a","minimum":1,"maximum":2,"machine":{"type":"i3.metal","architecture":"amd64"},"cri":{"name":"containerd",
           "containerRuntimes":[{"type":"kata-containers","providerConfig":
            {"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"KataConfiguration",
             "hypervisors":[{"name":"qemu","overhead":{"memory":"320Mi","cpu":"250m"}},{"name":"clh"}],
             "podAnnotations":["io.katacontainers.*"]}}]}},
          {"name":"b","machine":{"type":"m5.large"},"cri":{"name":"containerd","containerRuntimes":[{"type":"gvisor",
           "providerConfig":{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1",
            "kind":"GVisorConfiguration","configFlags":{"net-raw":"true"}}}]}},
          {"name":"c","machine":{"type":"c8i.large"},"cri":{"name":"containerd",
           "containerRuntimes":[{"type":"kata-containers"},{"type":"gvisor"}]}}]}}}
        """;

    private static readonly LooseJson s_valid = LooseJson.Parse(Valid);

    private static readonly string[] s_strange =
    [
        "null",
        "true",
        "0",
        "-1",
        "{}",
        "[]",
        "\"\"",
        "[null]",
        "{\"\":{}}",
        "1e999",
        "-0.0000001",
        new string('9', 400),
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\U0001F331\u202E\u00E9\\n\\\"\"",
        "\"" + new string('x', 2000) + "\"",
        string.Concat(Enumerable.Repeat("[", 30)) + string.Concat(Enumerable.Repeat("]", 30)),
        string.Concat(Enumerable.Repeat("[", 90)) + string.Concat(Enumerable.Repeat("]", 90)),
        string.Concat(Enumerable.Repeat("{\"a\":", 20)) + "1" + new string('}', 20),
        "{\"a\":1,\"a\":2}",
        "{\"\\udc00\":1}",
        "\"2026-01-01T00:00:00Z\"",
        "nul",
        "{",
    ];

    private static readonly string[] s_poolNames =
    [
        "\"\"",
        "\"A b\\n\\\"quoted\\\"\"",
        "\"../../etc/passwd\"",
        "\"${jndi}\"",
        "\"b\"",
        "\"\u0000\"",
        "\"a, b: Forbidden\"",
        "\"\U0001F331\"",
    ];

    private static readonly string[] s_configs =
    [
        """{"kind":"KataConfiguration"}""",
        """{"apiVersion":"x/v1","kind":"KataConfiguration"}""",
        """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"KataConfiguration"}""",
        """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"KataConfiguration","hypervisors":[{"name":"xen","overhead":{"cpu":-1}},null]}""",
        """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"KataConfiguration","hypervisors":[{"name":"clh"}],"podAnnotations":["*"]}""",
        """{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"GVisorConfiguration","configFlags":{"platform":"kvm","x":null}}""",
    ];

    /// <summary>Another Shoot, as text that need not even be JSON.</summary>
    public string Next()
    {
        var shoot = s_valid.Copy();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            if (random.Next(5) == 0)
            {
                ChangeAnything(shoot);
            }
            else
            {
                ChangeMeaning(shoot);
            }
        }
        var text = shoot.ToString();
        return random.Next(200) == 0 ? text.Remove(random.Next(text.Length), 1) : text;
    }

    private void ChangeAnything(LooseJson shoot)
    {
        var all = shoot.All().ToList();
        var place = all[random.Next(all.Count)];
        switch (random.Next(6))
        {
            case 0 when place.Members is { Count: > 0 } members:
                members.RemoveAt(random.Next(members.Count));
                break;
            case 1 when place.Members is { Count: > 0 } members:
                var member = members[random.Next(members.Count)];
                members.Insert(
                    random.Next(members.Count + 1),
                    KeyValuePair.Create(member.Key, random.Next(2) == 0 ? member.Value.Copy() : Strange())
                );
                break;
            case 2 when place.Items is { Count: > 0 } items:
                items.Add(items[random.Next(items.Count)].Copy());
                break;
            case 3 when place.Items is { Count: > 0 } items:
                items.RemoveAt(random.Next(items.Count));
                break;
            case 4:
                place.Become(all[random.Next(all.Count)].Copy());
                break;
            default:
                place.Become(Strange());
                break;
        }
    }

    private void ChangeMeaning(LooseJson shoot)
    {
        var provider = shoot.Find("spec")?.Find("provider");
        var pools = provider?.Find("workers")?.Items ?? [];
        var pool = pools.Count == 0 ? null : pools[random.Next(pools.Count)];
        var runtimes = pool?.Find("cri")?.Find("containerRuntimes")?.Items;
        switch (random.Next(8))
        {
            case 0:
                provider?.Set("type", Text(OneOf(NestingOracle.Providers)));
                break;
            case < 3:
                pool?.Find("machine")?.Set("type", Text(OneOf(NestingOracle.MachineTypes)));
                break;
            case 3:
                pool?.Set("name", LooseJson.Raw(OneOf(s_poolNames)));
                break;
            case 4 when runtimes is { Count: > 0 }:
                runtimes[random.Next(runtimes.Count)].Set("providerConfig", LooseJson.Raw(OneOf(s_configs)));
                break;
            case 5:
                runtimes?.Add(LooseJson.Parse("""{"type":"kata-containers"}"""));
                break;
            case 6:
                pool?.Find("machine")?.Set("architecture", Text(OneOf(["amd64", "arm64", "", "AMD64"])));
                break;
            default:
                pools.AddRange(pool is null ? [] : [pool.Copy()]);
                if (random.Next(20) == 0)
                {
                    shoot.Find("metadata")?.Set("deletionTimestamp", Text("2026-01-01T00:00:00Z"));
                }
                break;
        }
    }

    private LooseJson Strange() => LooseJson.Raw(OneOf(s_strange));

    private string OneOf(IReadOnlyList<string> values) => values[random.Next(values.Count)];

    private static LooseJson Text(string text) =>
        LooseJson.Raw(string.Create(CultureInfo.InvariantCulture, $"\"{text}\""));
}
