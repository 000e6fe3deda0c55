using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using static Graft.ResourceManager.Tests.TwoClusters;

namespace Graft.ResourceManager.Tests;

public sealed class ManagedResourceControllerTests
{
    private const string RuntimeClassYaml = """
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata:
          name: gvisor
          namespace: dropped
        handler: runsc
        """;

    private static readonly ObjectKey s_config = new("default", "config");

    [Fact]
    public async Task Objects_are_applied_labelled_and_reported()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync("mr", $"{RuntimeClassYaml}\n---\n{ConfigMapYaml("one")}");
        var applied = await clusters.ConditionAsync("mr", "ResourcesApplied", "ApplySucceeded");
        Assert.Equal("True", applied.Status);
        Assert.Equal("True", (await clusters.ConditionAsync("mr", "ResourcesHealthy", "ResourcesHealthy")).Status);
        Assert.Equal(
            "False",
            (await clusters.ConditionAsync("mr", "ResourcesProgressing", "ResourcesRolledOut")).Status
        );

        var config = await clusters.Target.GetAsync<ConfigMap>(s_config, Cancellation);
        Assert.Equal("gardener", config.Metadata.Labels!["resources.gardener.cloud/managed-by"]);
        Assert.Equal("true", config.Metadata.Labels["shoot.gardener.cloud/no-cleanup"]);
        Assert.Equal($"{SourceNamespace}/mr", config.Metadata.Annotations!["resources.gardener.cloud/origin"]);
        Assert.Equal("runsc", (await clusters.Target.GetAsync<RuntimeClass>(new("gvisor"), Cancellation)).Handler);

        var status = (await MrAsync(clusters)).Status!;
        Assert.Equal(["ConfigMap", "RuntimeClass"], status.Resources!.Select(entry => entry.Kind));
        Assert.Equal(64, status.SecretsDataChecksum!.Length);
        Assert.Contains(
            "resources.gardener.cloud/gardener-resource-manager",
            (await MrAsync(clusters)).Metadata.Finalizers!
        );
    }

    [Fact]
    public async Task What_is_no_longer_wanted_goes_and_what_others_added_stays()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync("mr", $"{RuntimeClassYaml}\n---\n{ConfigMapYaml("one")}");
        await clusters.ConditionAsync("mr", "ResourcesApplied", "ApplySucceeded");
        var foreign = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["mine"] = "yes" } },
        };
        await clusters.Target.PatchAsync<ConfigMap>(s_config, Patch.Merge(foreign), Cancellation);

        await clusters.ApplyAsync("mr", ConfigMapYaml("two"));
        await UntilGoneAsync<RuntimeClass>(clusters.Target, new ObjectKey("gvisor"));
        var config = await UntilAsync<ConfigMap>(clusters.Target, s_config, item => item.Data!["key"] == "two");
        Assert.Equal("yes", config.Metadata.Labels!["mine"]);
    }

    [Fact]
    public async Task Changes_made_in_the_target_are_undone()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync("mr", ConfigMapYaml("one"));
        await clusters.ConditionAsync("mr", "ResourcesApplied", "ApplySucceeded");
        var change = new JsonObject
        {
            ["data"] = new JsonObject { ["key"] = "tampered", ["more"] = "data" },
        };
        await clusters.Target.PatchAsync<ConfigMap>(s_config, Patch.Merge(change), Cancellation);
        await UntilAsync<ConfigMap>(
            clusters.Target,
            s_config,
            item => item.Data!["key"] == "one" && !item.Data.ContainsKey("more")
        );
        var deleted = await clusters.Target.GetAsync<ConfigMap>(s_config, Cancellation);
        await clusters.Target.DeleteAsync<ConfigMap>(s_config, Cancellation);
        await UntilAsync<ConfigMap>(clusters.Target, s_config, item => item.Metadata.Uid != deleted.Metadata.Uid);
    }

    [Fact]
    public async Task Deletion_takes_the_objects_along_unless_they_are_to_be_kept()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync("goes", ConfigMapYaml("one", "goes"));
        await clusters.ApplyAsync("stays", ConfigMapYaml("one", "stays"), spec => spec with { KeepObjects = true });
        foreach (var name in (string[])["goes", "stays"])
        {
            await clusters.ConditionAsync(name, "ResourcesApplied", "ApplySucceeded");
            await clusters.Source.DeleteAsync<ManagedResource>(new ObjectKey(SourceNamespace, name), Cancellation);
            await UntilGoneAsync<ManagedResource>(clusters.Source, new ObjectKey(SourceNamespace, name));
        }
        Assert.Null(await clusters.Target.FindAsync<ConfigMap>(new ObjectKey("default", "goes"), Cancellation));
        Assert.NotNull(await clusters.Target.FindAsync<ConfigMap>(new ObjectKey("default", "stays"), Cancellation));
    }

    [Fact]
    public async Task Deletion_waits_for_objects_with_finalizers_and_says_so()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync("mr", ConfigMapYaml("one"));
        await clusters.ConditionAsync("mr", "ResourcesApplied", "ApplySucceeded");
        await clusters.Target.PatchAsync<ConfigMap>(s_config, Finalizers("example.com/hold"), Cancellation);
        await clusters.Source.DeleteAsync<ManagedResource>(new ObjectKey(SourceNamespace, "mr"), Cancellation);
        var condition = await clusters.ConditionAsync("mr", "ResourcesApplied", "DeletionPending");
        Assert.Contains("ConfigMap \"default/config\"", condition.Message);
        await clusters.Target.PatchAsync<ConfigMap>(s_config, Finalizers(), Cancellation);
        await UntilGoneAsync<ManagedResource>(clusters.Source, new ObjectKey(SourceNamespace, "mr"));
    }

    [Fact]
    public async Task A_secret_that_is_missing_or_unreadable_is_named()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync(
            "missing",
            ConfigMapYaml("one"),
            spec => spec with { SecretRefs = [new() { Name = "none" }] }
        );
        var condition = await clusters.ConditionAsync("missing", "ResourcesApplied", "CannotReadSecret");
        Assert.Contains("\"none\" not found", condition.Message);

        await clusters.ApplyAsync("broken", "kind: [");
        condition = await clusters.ConditionAsync("broken", "ResourcesApplied", "DecodingFailed");
        Assert.Contains($"config.yaml of secret {SourceNamespace}/secret-broken: line ", condition.Message);

        await clusters.ApplyAsync("broken", ConfigMapYaml("one"));
        await clusters.ConditionAsync("broken", "ResourcesApplied", "ApplySucceeded");
    }

    [Fact]
    public async Task A_refused_object_is_reported_and_the_others_are_applied()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync(
            "mr",
            $"{ConfigMapYaml("one").Replace("default", "nowhere")}\n---\n{RuntimeClassYaml}"
        );
        var condition = await clusters.ConditionAsync("mr", "ResourcesApplied", "ApplyFailed");
        Assert.Contains("ConfigMap \"nowhere/config\": namespaces \"nowhere\" not found", condition.Message);
        Assert.Equal(
            "ConfigMapMissing",
            (await clusters.ConditionAsync("mr", "ResourcesHealthy", "ConfigMapMissing")).Reason
        );
        Assert.NotNull(await clusters.Target.FindAsync<RuntimeClass>(new ObjectKey("gvisor"), Cancellation));
    }

    [Fact]
    public async Task Health_follows_a_daemon_set_as_it_changes()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync("mr", DaemonSetYaml);
        await clusters.ConditionAsync("mr", "ResourcesHealthy", "ResourcesHealthy");
        var node = await clusters.Target.CreateAsync(
            new Node { Metadata = new ObjectMeta { Name = "node" } },
            Cancellation
        );
        await UntilAsync<ManagedResource>(
            clusters.Source,
            new ObjectKey(SourceNamespace, "mr"),
            item =>
                item.Status!.Conditions!.Any(condition =>
                    condition.Reason == "DaemonSetUnhealthy"
                    && condition.Message
                        == "DaemonSet \"kube-system/installer\" is unhealthy: too many unavailable pods found (1/1)"
                )
        );
        await clusters.Target.DeleteAsync<Node>(new ObjectKey(node.Metadata.Name!), Cancellation);
        await clusters.ConditionAsync("mr", "ResourcesHealthy", "ResourcesHealthy");
    }

    [Fact]
    public async Task Other_classes_and_ignored_resources_are_left_alone()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync("other", ConfigMapYaml("one", "other"), spec => spec with { Class = "seed" });
        // Its Secret's changes do not lead to it either; what is asked for later is done later.
        await clusters.ApplyAsync("other", ConfigMapYaml("two", "other"), spec => spec with { Class = "seed" });
        await clusters.ApplyAsync("own", ConfigMapYaml("one", "own"));
        await clusters.ConditionAsync("own", "ResourcesApplied", "ApplySucceeded");
        var other = await clusters.Source.GetAsync<ManagedResource>(
            new ObjectKey(SourceNamespace, "other"),
            Cancellation
        );
        Assert.Null(other.Status);
        Assert.Null(other.Metadata.Finalizers);
        Assert.Null(await clusters.Target.FindAsync<ConfigMap>(new ObjectKey("default", "other"), Cancellation));
    }

    [Fact]
    public async Task A_selector_that_cannot_change_is_a_deletion_and_a_creation()
    {
        await using var clusters = await StartAsync();
        await clusters.ApplyAsync("mr", DaemonSetYaml);
        await clusters.ConditionAsync("mr", "ResourcesApplied", "ApplySucceeded");
        var key = new ObjectKey("kube-system", "installer");
        var before = await clusters.Target.GetAsync<DaemonSet>(key, Cancellation);
        await clusters.ApplyAsync("mr", DaemonSetYaml.Replace("app: installer", "app: other"));
        var after = await UntilAsync<DaemonSet>(
            clusters.Target,
            key,
            item => item.Spec!.Selector!.MatchLabels!["app"] == "other"
        );
        Assert.NotEqual(before.Metadata.Uid, after.Metadata.Uid);
    }

    [Fact]
    public async Task An_object_may_ask_to_be_kept_and_a_managed_resource_to_be_ignored()
    {
        await using var clusters = await StartAsync();
        var kept = ConfigMapYaml("one")
            .Replace(
                "namespace: default",
                "namespace: default\n  annotations:\n    resources.gardener.cloud/keep-object: \"true\""
            );
        await clusters.ApplyAsync("mr", $"{kept}\n---\n{RuntimeClassYaml}");
        await clusters.ConditionAsync("mr", "ResourcesApplied", "ApplySucceeded");
        await clusters.ApplyAsync("mr", ConfigMapYaml("one", "other"));
        await UntilGoneAsync<RuntimeClass>(clusters.Target, new ObjectKey("gvisor"));
        Assert.NotNull(await clusters.Target.FindAsync<ConfigMap>(s_config, Cancellation));

        var ignore = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject { ["resources.gardener.cloud/ignore"] = "true" },
            },
        };
        await clusters.Source.PatchAsync<ManagedResource>(
            new(SourceNamespace, "mr"),
            Patch.Merge(ignore),
            Cancellation
        );
        await clusters.ApplyAsync("mr", ConfigMapYaml("two", "other"));
        await clusters.ApplyAsync("later", ConfigMapYaml("one", "later"));
        await clusters.ConditionAsync("later", "ResourcesApplied", "ApplySucceeded");
        var other = await clusters.Target.GetAsync<ConfigMap>(new ObjectKey("default", "other"), Cancellation);
        Assert.Equal("one", other.Data!["key"]);
    }

    [Fact]
    public async Task Immutable_secrets_go_once_nothing_refers_to_them()
    {
        await using var clusters = await StartAsync(
            new ResourceManagerOptions
            {
                SourceNamespace = SourceNamespace,
                GarbageCollectionPeriod = TimeSpan.FromMilliseconds(50),
                GarbageMinimumAge = TimeSpan.Zero,
            }
        );
        await clusters.ApplyAsync(
            "mr",
            ConfigMapYaml("one"),
            spec => spec with { SecretRefs = [.. spec.SecretRefs!, new() { Name = "managedresource-used" }] }
        );
        await clusters.ConditionAsync("mr", "ResourcesApplied", "CannotReadSecret");
        await clusters.Source.CreateAsync(Collectable("managedresource-used"), Cancellation);
        await clusters.ConditionAsync("mr", "ResourcesApplied", "ApplySucceeded");
        await clusters.Source.CreateAsync(Collectable("foreign"), Cancellation);
        await clusters.Source.CreateAsync(Collectable("managedresource-unused"), Cancellation);
        await UntilGoneAsync<Secret>(clusters.Source, new ObjectKey(SourceNamespace, "managedresource-unused"));
        Assert.NotNull(await FindSecretAsync("managedresource-used"));
        Assert.NotNull(await FindSecretAsync("foreign"));

        Task<Secret?> FindSecretAsync(string name) =>
            clusters.Source.FindAsync<Secret>(new ObjectKey(SourceNamespace, name), Cancellation);
    }

    private static Secret Collectable(string name) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = SourceNamespace,
                Labels = new Dictionary<string, string>
                {
                    ["resources.gardener.cloud/garbage-collectable-reference"] = "true",
                },
            },
            Immutable = true,
        };

    private const string DaemonSetYaml = """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: installer
          namespace: kube-system
          annotations:
            resources.gardener.cloud/delete-on-invalid-update: "true"
        spec:
          selector:
            matchLabels:
              app: installer
          template:
            metadata:
              labels:
                app: installer
            spec:
              tolerations:
              - operator: Exists
              containers:
              - name: installer
                image: example.com/installer:1
        """;

    private static string ConfigMapYaml(string value, string name = "config") =>
        $"""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {name}
              namespace: default
            data:
              key: {value}
            """;

    private static Patch Finalizers(params string[] finalizers) =>
        Patch.Merge(
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["finalizers"] = new JsonArray([.. finalizers.Select(name => (JsonNode)name)]),
                },
            }
        );

    private static Task<ManagedResource> MrAsync(TwoClusters clusters) =>
        clusters.Source.GetAsync<ManagedResource>(new ObjectKey(SourceNamespace, "mr"), Cancellation);
}
