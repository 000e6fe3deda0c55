using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Graft.Kubernetes.Embedded.Tests.Fuzz;

/// <summary>Whatever a client sends, it gets an answer that is no fault of the server's, and the server stays up.</summary>
public sealed class ServerFuzzTests(FuzzedServer fuzzed) : IClassFixture<FuzzedServer>
{
    private static readonly string[] PatchTypes =
    [
        "application/merge-patch+json",
        "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json",
        "application/yaml",
        "application/vnd.kubernetes.protobuf",
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/apply-patch+yaml",
        "text/plain",
        "application/json; charset=latin1",
    ];

    [Fact]
    public void A_random_patch_is_applied_or_refused() =>
        Fuzzing.Check(
            from target in Gen.Elements(FuzzedServer.Objects)
            from type in Gen.Elements(PatchTypes)
            from body in Gen.OneOf(RandomJson.Object(4), RandomJson.Disturbed(target.Value))
            from query in Gen.Elements(
                "",
                "?fieldManager=f&force=true",
                "?fieldManager=f&dryRun=All",
                "?fieldValidation=Strict"
            )
            select new Sent("PATCH", target.Path + query, type, Encoding.UTF8.GetBytes(body.ToJsonString())),
            400,
            fuzzed.Send
        );

    [Fact]
    public void A_random_list_of_operations_is_applied_or_refused() =>
        Fuzzing.Check(
            from target in Gen.Elements(FuzzedServer.Objects)
            from size in Gen.Choose(0, 4)
            from operations in Operation().ArrayOf(size)
            select new Sent(
                "PATCH",
                target.Path,
                "application/json-patch+json",
                Encoding.UTF8.GetBytes($"[{string.Join(',', operations)}]")
            ),
            300,
            fuzzed.Send
        );

    [Fact]
    public void A_disturbed_object_is_stored_or_refused() =>
        Fuzzing.Check(
            from target in Gen.Elements(FuzzedServer.Objects)
            from body in RandomJson.Disturbed(target.Value)
            from query in Gen.Elements("", "?dryRun=All", "?fieldValidation=Strict")
            from replaces in Gen.Elements(true, false)
            select new Sent(
                replaces ? "PUT" : "POST",
                (replaces ? target.Path : target.Path[..target.Path.LastIndexOf('/')]) + query,
                "application/json",
                Encoding.UTF8.GetBytes(body.ToJsonString())
            ),
            400,
            fuzzed.Send
        );

    [Fact]
    public void Damaged_bytes_of_any_kind_are_read_or_refused() =>
        Fuzzing.Check(
            from target in Gen.Elements(FuzzedServer.Objects)
            from bytes in Fuzzing.Mutated(Gen.Constant(Encoding.UTF8.GetBytes(target.Value.ToJsonString())))
            from type in Gen.Elements(ContentTypes)
            from method in Gen.Elements("POST", "PUT", "PATCH", "DELETE")
            select new Sent(
                method,
                method == "POST"
                    ? target.Path[..target.Path.LastIndexOf('/')]
                    : $"{target.Path}?fieldManager=f&dryRun=All",
                type,
                bytes
            ),
            500,
            fuzzed.Send
        );

    [Fact]
    public void Any_path_and_query_get_an_answer() =>
        Fuzzing.Check(
            from path in Fuzzing.Text(
                [
                    "/",
                    "/api",
                    "/apis",
                    "/v1",
                    "/namespaces",
                    "/default",
                    "/configmaps",
                    "/a",
                    "/status",
                    "/log",
                    "/scale",
                    "/%2f",
                    "/%00",
                    "/..",
                    "/.",
                    "//",
                    "/%zz",
                    "/%e9",
                    "/apps",
                    "/openapi",
                    "/v3",
                    "/*",
                    "/\u00e9",
                    "/example.com",
                    "/widgets",
                ],
                7
            )
            from query in Fuzzing.Text(
                [
                    "?",
                    "&",
                    "labelSelector=",
                    "fieldSelector=",
                    "limit=",
                    "continue=",
                    "resourceVersion=",
                    "resourceVersionMatch=",
                    "a",
                    "in(",
                    "%",
                    "%00",
                    "=",
                    ",",
                    "!",
                    "-1",
                    "999999999999999999999",
                    "Exact",
                    "NotOlderThan",
                    "pretty=",
                    "timeoutSeconds=1",
                    "metadata.name",
                    "\\",
                ],
                8
            )
            from method in Gen.Elements("GET", "HEAD", "DELETE", "POST", "OPTIONS", "TRACE")
            select new Sent(method, path + (query.Length > 0 ? "?" + query : ""), null, []),
            500,
            fuzzed.Send
        );

    [Fact]
    public void Any_selector_is_answered() =>
        Fuzzing.Check(
            from kind in Gen.Elements("labelSelector", "fieldSelector")
            from text in Fuzzing.Text(
                [
                    "a",
                    "b",
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
                    "\\",
                    "metadata.name",
                    "\0",
                    "\u00e9",
                    " ",
                ],
                10
            )
            from path in Gen.Elements("/api/v1/pods", "/api/v1/namespaces/default/configmaps", FuzzedServer.Widgets)
            select new Sent("GET", $"{path}?{kind}={Uri.EscapeDataString(text)}", null, []),
            400,
            fuzzed.Send
        );

    [Fact]
    public void A_random_definition_is_served_or_refused_and_so_are_its_objects() =>
        Fuzzing.Check(
            from schema in RandomSchemas.Root()
            from disturbed in Gen.OneOf(Gen.Constant(schema), RandomJson.Disturbed(schema))
            from value in RandomSchemas.Value()
            select (Schema: disturbed, Value: value),
            60,
            each =>
            {
                fuzzed.Send(
                    new Sent("PUT", FuzzedServer.Definition, "application/json", fuzzed.DefinitionOf(each.Schema))
                );
                var body = Encoding.UTF8.GetBytes(each.Value.ToJsonString());
                fuzzed.Send(new Sent("POST", FuzzedServer.Widgets, "application/json", body));
                fuzzed.Send(
                    new Sent(
                        "PATCH",
                        $"{FuzzedServer.Widgets}/a?fieldManager=f&force=true",
                        "application/apply-patch+yaml",
                        body
                    )
                );
                fuzzed.Send(new Sent("GET", FuzzedServer.Widgets, null, []));
            }
        );

    private static Gen<string> Operation() =>
        from op in Gen.Elements("add", "remove", "replace", "move", "copy", "test", "nonsense")
        from path in Fuzzing.Text(
            ["/metadata", "/spec", "/data", "/labels", "/finalizers", "/0", "/-", "/a", "/~1", "/~", "", "x"],
            4
        )
        from source in Fuzzing.Text(["/metadata", "/spec", "/data", "/a", ""], 2)
        from value in RandomJson.Value(3)
        select new JsonObject
        {
            ["op"] = op,
            ["path"] = path,
            ["from"] = source,
            ["value"] = value?.DeepClone(),
        }.ToJsonString();
}
