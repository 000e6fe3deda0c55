using System.Text.Json;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Admission;

namespace Graft.Gardenlet.Tests.Admission;

public sealed class ExtensionAdmissionTests
{
    private static readonly ContainerRuntime s_runtime = new()
    {
        Metadata = new ObjectMeta { Name = "gvisor-a", Namespace = "shoot--local--demo" },
        Spec = new ContainerRuntimeSpec
        {
            Type = "gvisor",
            BinaryPath = "/var/bin/containerruntimes",
            WorkerPool = new ContainerRuntimeWorkerPool { Name = "a", Selector = new LabelSelector() },
        },
    };

    [Fact]
    public void Case_14_an_empty_container_runtime_lacks_five_fields() =>
        Assert.Equal(
            [
                "metadata.name: Required value: name or generateName is required",
                "metadata.namespace: Required value",
                "spec.type: Required value: field is required",
                "spec.binaryPath: Required value: field is required",
                "spec.workerPool.name: Required value: field is required",
            ],
            Errors(ExtensionAdmission.Validate(null, new ContainerRuntime()))
        );

    [Fact]
    public void Case_15_type_and_pool_name_stay_and_the_path_may_change()
    {
        var changed = s_runtime with
        {
            Spec = s_runtime.Spec! with
            {
                Type = "other",
                BinaryPath = "/usr/bin",
                WorkerPool = s_runtime.Spec.WorkerPool! with { Name = "b" },
            },
        };
        Assert.Equal(
            [
                "spec.type: Invalid value: \"other\": field is immutable",
                "spec.workerPool.name: Invalid value: \"b\": field is immutable",
            ],
            Errors(ExtensionAdmission.Validate(s_runtime, changed))
        );
        var moved = s_runtime with { Spec = s_runtime.Spec! with { BinaryPath = "/usr/bin" } };
        Assert.Null(ExtensionAdmission.Validate(s_runtime, moved));
    }

    [Fact]
    public void Case_15_nothing_changes_while_the_object_is_being_deleted()
    {
        var changed = s_runtime with
        {
            Metadata = s_runtime.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch },
            Spec = s_runtime.Spec! with { Type = "other", BinaryPath = "/usr/bin" },
        };
        Assert.Equal(
            "ContainerRuntime.extensions.gardener.cloud \"gvisor-a\" is invalid: spec: Forbidden: cannot update container runtime spec if deletion timestamp is set. Requested changes: BinaryPath: /usr/bin != /var/bin/containerruntimes,DefaultSpec.Type: other != gvisor",
            ExtensionAdmission.Validate(s_runtime, changed)!.Message
        );
    }

    [Theory]
    [InlineData("""{"type":"ubuntu"}""", "spec.purpose: Required value: field is required")]
    [InlineData("""{"purpose":"provision"}""", "spec.type: Required value: field is required")]
    [InlineData(
        """{"type":"x","purpose":"other"}""",
        "spec.purpose: Unsupported value: \"other\": supported values: \"provision\", \"reconcile\""
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","criConfig":{"name":"containerd","cgroupDriver":"other"}}""",
        "spec.criConfig.cgroupDriver: Unsupported value: \"other\": supported values: \"cgroupfs\", \"systemd\""
    )]
    [InlineData(
        """{"type":"x","purpose":"provision","criConfig":{"name":"containerd","containerd":{"sandboxImage":"p"}}}""",
        "spec.criConfig.containerd: Forbidden: containerd config is not allowed for OperatingSystemConfig with purpose 'provision'"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","criConfig":{"name":"containerd","containerd":{}}}""",
        "spec.criConfig.containerd.sandboxImage: Required value: field is required"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","units":[{}]}""",
        "spec.units[0].name: Required value: field is required"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","units":[{"name":"u","dropIns":[{"content":"c"}]}]}""",
        "spec.units[0].dropIns[0].name: Required value: field is required"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","units":[{"name":"u","dropIns":[{"name":"d"}]}]}""",
        "spec.units[0].dropIns[0].content: Required value: field is required"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","units":[{"name":"u","filePaths":["/f"]}]}""",
        "spec.units[0].filePaths[0]: Invalid value: \"/f\": 'filePath' requires a matching 'path' in 'spec.files'"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","files":[{"content":{"inline":{"encoding":"","data":"d"}}}]}""",
        "spec.files[0].path: Required value: field is required"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","files":[{"path":"/f","content":{"inline":{"encoding":"","data":"d"}}},{"path":"/f","content":{"inline":{"encoding":"","data":"d"}}}]}""",
        "spec.files[1].path: Duplicate value: \"/f\""
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","files":[{"path":"/f","content":{}}]}""",
        "spec.files[0].content: Required value: either 'secretRef', 'inline' or 'imageRef' must be provided"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","files":[{"path":"/f","content":{"inline":{"encoding":"","data":"d"},"secretRef":{"name":"n","dataKey":"k"}}}]}""",
        "spec.files[0].content: Invalid value: \"inline, secretRef\": either 'secretRef', 'inline' or 'imageRef' must be provided, not multiple at the same time"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","files":[{"path":"/f","content":{"inline":{"encoding":"gzip","data":"d"}}}]}""",
        "spec.files[0].content.inline.encoding: Unsupported value: \"gzip\": supported values: \"\", \"b64\""
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","files":[{"path":"/f","content":{"inline":{"encoding":""}}}]}""",
        "spec.files[0].content.inline.data: Required value: field is required"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","files":[{"path":"/f","content":{"secretRef":{"dataKey":"k"}}}]}""",
        "spec.files[0].content.secretRef.name: Required value: field is required"
    )]
    [InlineData(
        """{"type":"x","purpose":"reconcile","files":[{"path":"/f","content":{"imageRef":{"image":"i"}}}]}""",
        "spec.files[0].content.imageRef.filePathInImage: Required value: field is required"
    )]
    public void Case_16_each_row_of_an_operating_system_config(string spec, string error) =>
        Assert.Equal([error], Errors(ExtensionAdmission.Validate(null, Config(spec))));

    [Theory]
    [InlineData(
        """{"upstream":"http://x.io"}""",
        "upstream: Invalid value: \"http://x.io\": port '//x.io' is not valid, valid port must be in the range [1, 65535]"
    )]
    [InlineData("""{"upstream":"x.io/path"}""", "upstream: Invalid value: \"x.io/path\": a lowercase RFC 1123")]
    [InlineData(
        """{"upstream":"x.io:99999"}""",
        "upstream: Invalid value: \"x.io:99999\": port '99999' is not valid, valid port must be in the range [1, 65535]"
    )]
    [InlineData("""{"upstream":"x.io","server":""}""", "server: Required value")]
    [InlineData(
        """{"upstream":"x.io","server":"ftp://x.io"}""",
        "server: Unsupported value: \"ftp\": supported values: \"http\", \"https\""
    )]
    [InlineData(
        """{"upstream":"x.io","hosts":[{"url":"https://"}]}""",
        "hosts[0].url: Invalid value: \"https://\": host must be provided; desired format: https://host[:port]"
    )]
    [InlineData(
        """{"upstream":"x.io","hosts":[{"url":"https://a b"}]}""",
        "hosts[0].url: Invalid value: \"https://a b\": url must be a valid URL: "
    )]
    [InlineData(
        """{"upstream":"x.io","hosts":[{"url":"https://m.io","capabilities":["fly"]}]}""",
        "hosts[0].capabilities[0]: Unsupported value: \"fly\": supported values: \"pull\", \"push\", \"resolve\""
    )]
    public void Case_16_each_row_of_a_registry(string registry, string error) =>
        Assert.StartsWith(
            $"spec.criConfig.containerd.registries[0].{error}",
            Assert.Single(
                Errors(
                    ExtensionAdmission.Validate(
                        null,
                        WithContainerd(
                            $$"""
"registries":[{{registry}}]
"""
                        )
                    )
                )
            )
        );

    [Theory]
    [InlineData(
        """{"op":"replace","path":["a"]}""",
        "op: Unsupported value: \"replace\": supported values: \"add\", \"remove\""
    )]
    [InlineData("""{"op":"add"}""", "path: Required value: must provide a path")]
    [InlineData(
        """{"op":"remove","path":["a"],"values":{}}""",
        "values: Forbidden: values must not be specified when 'remove' operation is used"
    )]
    [InlineData(
        """{"path":["a"],"values":"x"}""",
        "values: Invalid value: \"\\\"x\\\"\": provided values must be given in json format"
    )]
    public void Case_16_each_row_of_a_plugin(string plugin, string error) =>
        Assert.Equal(
            [$"spec.criConfig.containerd.plugins[0].{error}"],
            Errors(
                ExtensionAdmission.Validate(
                    null,
                    WithContainerd(
                        $$"""
"plugins":[{{plugin}}]
"""
                    )
                )
            )
        );

    [Fact]
    public void Case_16_what_passes()
    {
        Assert.Null(
            ExtensionAdmission.Validate(
                null,
                WithContainerd(
                    """
"registries":[{"upstream":"_default"},{"upstream":"x.io:5000","server":"https://x.io","hosts":[{"url":"http://10.0.0.1:80"}]}]
"""
                )
            )
        );
        Assert.Null(
            ExtensionAdmission.Validate(
                null,
                Config(
                    """{"type":"x","purpose":"reconcile","files":[{"path":"/f","hostName":"a","content":{"inline":{"encoding":"","data":"d"}}},{"path":"/f","hostName":"b","content":{"inline":{"encoding":"b64","data":"d"}}}]}"""
                )
            )
        );
    }

    [Fact]
    public void Case_16_purpose_and_type_stay_and_nothing_changes_while_deleting()
    {
        var old = Config("""{"type":"ubuntu","purpose":"provision"}""");
        var changed = Config("""{"type":"suse-chost","purpose":"reconcile"}""");
        Assert.Equal(
            [
                "spec.type: Invalid value: \"suse-chost\": field is immutable",
                "spec.purpose: Invalid value: \"reconcile\": field is immutable",
            ],
            Errors(ExtensionAdmission.Validate(old, changed))
        );
        var deleting = changed with
        {
            Metadata = changed.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch },
        };
        Assert.Equal(
            [
                "spec: Forbidden: cannot update operatingsystemconfig spec if deletion timestamp is set. Requested changes: Purpose: reconcile != provision,DefaultSpec.Type: suse-chost != ubuntu",
            ],
            Errors(ExtensionAdmission.Validate(old, deleting))
        );
    }

    [Fact]
    public void Case_17_deletion_needs_a_confirmation()
    {
        var definition = new ResourceType(
            "apiextensions.k8s.io",
            "v1",
            "CustomResourceDefinition",
            "customresourcedefinitions",
            false
        );
        var protectedMetadata = new ObjectMeta
        {
            Name = "x",
            Labels = new Dictionary<string, string> { ["gardener.cloud/deletion-protected"] = "true" },
        };
        var annotations = new Dictionary<string, string> { ["confirmation.gardener.cloud/deletion"] = "true" };
        const string Sentence = "must have a \"confirmation.gardener.cloud/deletion\" annotation to delete";

        Assert.EndsWith(Sentence, ExtensionAdmission.ValidateDeletion(definition, protectedMetadata)!.Message);
        Assert.Null(
            ExtensionAdmission.ValidateDeletion(definition, protectedMetadata with { Annotations = annotations })
        );
        Assert.Null(ExtensionAdmission.ValidateDeletion(definition, new ObjectMeta { Name = "x" }));

        Assert.EndsWith(
            Sentence,
            ExtensionAdmission.ValidateDeletion(ContainerRuntime.ResourceType, s_runtime.Metadata)!.Message
        );
        Assert.Null(
            ExtensionAdmission.ValidateDeletion(
                ContainerRuntime.ResourceType,
                s_runtime.Metadata with
                {
                    Annotations = annotations,
                }
            )
        );
        Assert.Null(ExtensionAdmission.ValidateDeletion(Secret.ResourceType, s_runtime.Metadata));
    }

    private static OperatingSystemConfig WithContainerd(string more) =>
        Config(
            """{"type":"x","purpose":"reconcile","criConfig":{"name":"containerd","containerd":{"sandboxImage":"p","""
                + more
                + "}}}"
        );

    private static OperatingSystemConfig Config(string spec) =>
        new()
        {
            Metadata = new ObjectMeta { Name = "osc", Namespace = "ns" },
            Spec = JsonSerializer.Deserialize(spec, ApiJson.Context.OperatingSystemConfigSpec),
        };

    private static IEnumerable<string> Errors(Refusal? refusal) =>
        (refusal?.Errors ?? []).Select(error => error.ToString());
}
