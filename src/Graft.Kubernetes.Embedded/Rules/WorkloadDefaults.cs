using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>The defaults of pods and of the kinds that make pods.</summary>
internal static class WorkloadDefaults
{
    public static void Pod(JsonObject pod)
    {
        PodSpec(pod.Child("spec"));
        Tolerate(pod.Child("spec"));
        pod.Child("status")["phase"] ??= "Pending";
        pod.Child("status")["qosClass"] ??= QualityOfService.ClassOf(pod.Child("spec"));
    }

    public static void DaemonSet(JsonObject value)
    {
        var spec = value.Child("spec");
        spec["revisionHistoryLimit"] ??= 10;
        var strategy = spec.Child("updateStrategy");
        strategy["type"] ??= "RollingUpdate";
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            rolling["maxSurge"] ??= 0;
            rolling["maxUnavailable"] ??= 1;
        }
        Template(spec);
    }

    public static void Deployment(JsonObject value)
    {
        var spec = value.Child("spec");
        spec["replicas"] ??= 1;
        spec["revisionHistoryLimit"] ??= 10;
        spec["progressDeadlineSeconds"] ??= 600;
        var strategy = spec.Child("strategy");
        strategy["type"] ??= "RollingUpdate";
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            rolling["maxSurge"] ??= "25%";
            rolling["maxUnavailable"] ??= "25%";
        }
        Template(spec);
    }

    /// <summary>A pod stays five minutes on a node that is lost, unless it says otherwise.</summary>
    private static void Tolerate(JsonObject spec)
    {
        foreach (var key in (ReadOnlySpan<string>)["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            var isTolerated = false;
            foreach (var toleration in spec.Objects("tolerations"))
            {
                isTolerated |=
                    (toleration.Text("key") ?? "") is { } own
                    && (own == key || own.Length == 0)
                    && toleration.Text("effect") is null or "" or "NoExecute";
            }
            if (!isTolerated)
            {
                spec["tolerations"] ??= new JsonArray();
                ((JsonArray)spec["tolerations"]!).Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["key"] = key,
                            ["operator"] = "Exists",
                            ["effect"] = "NoExecute",
                            ["tolerationSeconds"] = 300,
                        }
                );
            }
        }
    }

    private static void Template(JsonObject spec)
    {
        var template = spec.Child("template");
        template.Child("metadata");
        PodSpec(template.Child("spec"));
    }

    private static void PodSpec(JsonObject spec)
    {
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["schedulerName"] ??= "default-scheduler";
        spec["securityContext"] ??= new JsonObject();
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            foreach (var container in spec.Objects(list))
            {
                Container(container);
            }
        }
        foreach (var volume in spec.Objects("volumes"))
        {
            if (volume.ObjectAt("hostPath") is { } hostPath)
            {
                hostPath["type"] ??= "";
            }
            foreach (var source in (ReadOnlySpan<string>)["configMap", "secret"])
            {
                if (volume.ObjectAt(source) is { } files)
                {
                    files["defaultMode"] ??= 420;
                }
            }
        }
    }

    private static void Container(JsonObject container)
    {
        container["resources"] ??= new JsonObject();
        container["terminationMessagePath"] ??= "/dev/termination-log";
        container["terminationMessagePolicy"] ??= "File";
        container["imagePullPolicy"] ??= PullPolicy(container.Text("image") ?? "");
        foreach (var port in container.Objects("ports"))
        {
            port["protocol"] ??= "TCP";
        }
        foreach (var name in (ReadOnlySpan<string>)["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.ObjectAt(name) is { } probe)
            {
                probe["timeoutSeconds"] ??= 1;
                probe["periodSeconds"] ??= 10;
                probe["successThreshold"] ??= 1;
                probe["failureThreshold"] ??= 3;
            }
        }
    }

    private static string PullPolicy(string image)
    {
        var tag = image[(image.LastIndexOf('/') + 1)..];
        return
            tag.Contains('@', StringComparison.Ordinal)
            || (tag.Contains(':', StringComparison.Ordinal) && !tag.EndsWith(":latest", StringComparison.Ordinal))
            ? "IfNotPresent"
            : "Always";
    }
}
