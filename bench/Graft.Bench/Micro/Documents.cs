using System.Text.Json.Nodes;

namespace Graft.Bench.Micro;

/// <summary>Objects of a wanted size, of the usual form.</summary>
internal static class Documents
{
    public static JsonObject OfSize(int bytes)
    {
        var containers = new JsonArray();
        var value = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = "example",
                ["namespace"] = "default",
                ["uid"] = "6f1e0e6c-1c1f-4f0e-9a64-0d6f6a0f2f11",
                ["resourceVersion"] = "123456",
                ["labels"] = new JsonObject { ["app"] = "example", ["tier"] = "web" },
                ["annotations"] = new JsonObject { ["note"] = "as it was" },
            },
            ["spec"] = new JsonObject { ["nodeName"] = "node-1", ["containers"] = containers },
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        };
        for (var i = 0; value.ToJsonString().Length < bytes; i++)
        {
            containers.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = $"container-{i}",
                        ["image"] = $"registry.example.com/team/image-{i}:v1.2.3",
                        ["env"] = new JsonArray(
                            new JsonObject { ["name"] = "LEVEL", ["value"] = "info" },
                            new JsonObject { ["name"] = "NUMBER", ["value"] = $"{i}" }
                        ),
                        ["resources"] = new JsonObject
                        {
                            ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "128Mi" },
                        },
                    }
            );
        }
        return value;
    }
}
