using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Protobuf;

namespace Graft.Kubernetes.Embedded.Tests.Protobuf;

public class ProtobufBodyTests
{
    [Fact]
    public void A_config_map_reads_as_its_json()
    {
        var body = Envelope(
            "v1",
            "ConfigMap",
            message =>
            {
                message.Message(
                    1,
                    metadata =>
                    {
                        metadata.Text(1, "settings");
                        metadata.Message(8, _ => { });
                        metadata.Message(11, label => Entry(label, "app", "web"));
                    }
                );
                message.Message(2, entry => Entry(entry, "a", "1"));
                message.Message(2, entry => Entry(entry, "b", ""));
                message.Message(3, entry => Entry(entry, "raw", "xyz"));
            }
        );

        Assert.True(ProtobufBody.TryRead(body, out var value));
        Assert.Equal(
            """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","labels":{"app":"web"}},"data":{"a":"1","b":""},"binaryData":{"raw":"eHl6"}}
            """,
            value!.ToJsonString()
        );
    }

    [Fact]
    public void A_deployment_reads_with_its_numbers_and_containers()
    {
        byte[] threeReplicas = [0x08, 0x03];
        byte[] port = [0x18, 0x90, 0x3f];
        var body = Envelope(
            "apps/v1",
            "Deployment",
            message =>
            {
                message.Message(1, metadata => metadata.Text(1, "web"));
                message.Message(
                    2,
                    spec =>
                    {
                        spec.Raw(threeReplicas);
                        spec.Message(
                            3,
                            template =>
                                template.Message(
                                    2,
                                    pod =>
                                        pod.Message(
                                            2,
                                            container =>
                                            {
                                                container.Text(1, "nginx");
                                                container.Message(6, each => each.Raw(port));
                                                container.Message(8, _ => { });
                                            }
                                        )
                                )
                        );
                    }
                );
            }
        );

        Assert.True(ProtobufBody.TryRead(body, out var value));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(
                    """
                    {"replicas":3,"template":{"spec":{"containers":[{"name":"nginx","ports":[{"containerPort":8080}]}]}}}
                    """
                ),
                value!["spec"]
            ),
            value.ToJsonString()
        );
    }

    [Fact]
    public void A_field_that_is_not_known_refuses_the_body_instead_of_losing_it()
    {
        var body = Envelope("v1", "ConfigMap", message => message.Text(99, "x"));

        Assert.False(ProtobufBody.TryRead(body, out _));
    }

    [Fact]
    public void Bytes_that_are_no_object_are_refused()
    {
        var body = Envelope("v1", "ConfigMap", message => message.Message(2, entry => Entry(entry, "a", "1")));

        Assert.False(ProtobufBody.TryRead("{}"u8, out _));
        Assert.False(ProtobufBody.TryRead(Envelope("v1", "Nothing", _ => { }), out _));
        for (var length = 0; length < body.Length; length++)
        {
            var isCutAtAFieldBoundary = ProtobufBody.TryRead(body.AsSpan(0, length), out var value);
            Assert.True(!isCutAtAFieldBoundary || value!["data"] is null);
        }
    }

    private static void Entry(ProtoWriter entry, string key, string value)
    {
        entry.Text(1, key);
        entry.Text(2, value);
    }

    private static byte[] Envelope(string apiVersion, string kind, Action<ProtoWriter> write)
    {
        var envelope = new ProtoWriter();
        envelope.Message(
            1,
            type =>
            {
                type.Text(1, apiVersion);
                type.Text(2, kind);
            }
        );
        envelope.Message(2, write);
        return [.. "k8s\0"u8, .. envelope.Written];
    }
}
