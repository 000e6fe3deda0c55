using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Graft.Kubernetes.Connections;
using Graft.Kubernetes.Patches;
using Graft.Kubernetes.Versions;
using Graft.Kubernetes.Yaml;

namespace Graft.Kubernetes.Tests.Fuzzing;

/// <summary>Whatever comes in, readers answer or refuse in the one way that they declare.</summary>
public sealed class ParserFuzzTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1000);

    private static readonly string[] s_documents =
    [
        """
            apiVersion: v1
            kind: Config
            current-context: x
            clusters: [{name: c, cluster: {server: 'https://127.0.0.1:6443', insecure-skip-tls-verify: true} } ]
            users:
            - name: u
              user: {token: "abc", username: '', password: |
                  two
                  lines
                }
            contexts: [{name: x, context: {cluster: c, user: u, namespace: n} } ]
            """,
        "a: &a {b: [1, 0x1F, 0o17, 1e3, .5, ~, yes, 'q', \"\\u00e4\\n\"]}\nc: *a\nd:\n  <<: *a\n  e: >-\n    folded\n    text\n---\n- - x\n",
        "{\"json\": [1, 2.5, null, true, {\"deep\": {\"er\": \"\\\"\"}}]}",
    ];

    /// <summary>Valid documents with a few places overwritten, cut out, doubled or filled with noise.</summary>
    private static Arbitrary<string> Mutated() =>
        (
            from document in Gen.Elements(s_documents)
            from cuts in Gen.Choose(1, 4)
            from places in Gen.Choose(0, 10_000).ArrayOf(cuts)
            from lengths in Gen.Choose(0, 8).ArrayOf(cuts)
            from noise in Gen.OneOf(
                    Gen.Elements(
                        "",
                        "\t",
                        "- ",
                        ": ",
                        "&a ",
                        "*a",
                        "!!binary ",
                        "? ",
                        "{",
                        "]",
                        "\"",
                        "|2\n",
                        "%YAML",
                        "\0",
                        "\ud800"
                    ),
                    ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get)
                )
                .ArrayOf(cuts)
            select Mutate(document, places, lengths, noise)
        ).ToArbitrary();

    private static string Mutate(string document, int[] places, int[] lengths, string[] noise)
    {
        var text = new StringBuilder(document);
        for (var i = 0; i < places.Length; i++)
        {
            var at = places[i] % (text.Length + 1);
            text.Remove(at, Math.Min(lengths[i], text.Length - at)).Insert(at, noise[i]);
        }
        return text.ToString();
    }

    [Fact]
    public void Mutated_YAML_is_read_or_refused_with_its_place_and_what_was_read_survives_writing()
    {
        Prop.ForAll(
                Mutated(),
                text =>
                {
                    try
                    {
                        return YamlDocument
                            .ParseAll(text)
                            .All(node => JsonNode.DeepEquals(node, YamlDocument.Parse(YamlWriter.Write(node))));
                    }
                    catch (YamlFormatException exception)
                    {
                        return exception.Line >= 0;
                    }
                }
            )
            .Check(s_many);
    }

    [Fact]
    public void Kubeconfigs_of_any_bytes_give_a_connection_or_a_fault_that_names_the_file()
    {
        Prop.ForAll(Mutated(), text => IsConnectionOrFault(text)).Check(s_many);
        Prop.ForAll<byte[]>(bytes => IsConnectionOrFault(Encoding.UTF8.GetString(bytes))).Check(s_many);
    }

    [Fact]
    public void Any_text_is_a_version_or_none()
    {
        Prop.ForAll<string>(text =>
                !KubernetesVersion.TryParse(text, out var version)
                || KubernetesVersion.Parse(version.ToString()) == version
            )
            .Check(s_many);
        Prop.ForAll<NonNegativeInt, NonNegativeInt, NonNegativeInt>(
                (major, minor, patch) =>
                    KubernetesVersion.Parse($"v{major.Get}.{minor.Get}.{patch.Get}-gke.1+x")
                    == new KubernetesVersion(major.Get, minor.Get)
            )
            .Check(s_many);
    }

    [Fact]
    public void Pointers_lead_where_they_say()
    {
        Prop.ForAll<NonNull<string>[]>(names =>
            {
                var pointer = new JsonPointer([.. names.Select(name => name.Get)]);
                return JsonPointer.Parse(pointer.ToString()).Segments.SequenceEqual(pointer.Segments);
            })
            .Check(s_many);
        Prop.ForAll<NonNull<string>>(text =>
            {
                try
                {
                    JsonPointer.Parse(text.Get);
                    return text.Get.Length == 0 || text.Get[0] == '/';
                }
                catch (JsonPatchException exception)
                {
                    return exception.IsMalformed;
                }
            })
            .Check(s_many);
    }

    private static bool IsConnectionOrFault(string text)
    {
        try
        {
            return Kubeconfig.Parse(text, null).Server.IsAbsoluteUri;
        }
        catch (KubeconfigException exception)
        {
            return exception.Message.Contains("kubeconfig", StringComparison.Ordinal);
        }
    }
}
