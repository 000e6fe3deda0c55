using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;
using static Graft.Kubernetes.Embedded.Protobuf.ProtoMeta;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>The kinds that make pods, scale them and keep them.</summary>
internal static class ProtoWorkloads
{
    private static readonly ProtoMessage DeploymentSpec = new(
        OptionalNumber(1, "replicas"),
        Message(2, "selector", LabelSelector),
        Message(3, "template", ProtoPods.Template),
        Message(
            4,
            "strategy",
            new ProtoMessage(
                Text(1, "type"),
                Message(
                    2,
                    "rollingUpdate",
                    new ProtoMessage(IntOrString(1, "maxUnavailable"), IntOrString(2, "maxSurge"))
                )
            )
        ),
        Number(5, "minReadySeconds"),
        OptionalNumber(6, "revisionHistoryLimit"),
        Flag(7, "paused"),
        OptionalNumber(9, "progressDeadlineSeconds")
    );

    private static readonly ProtoMessage JobSpec = new(
        OptionalNumber(1, "parallelism"),
        OptionalNumber(2, "completions"),
        OptionalNumber(3, "activeDeadlineSeconds"),
        Message(4, "selector", LabelSelector),
        OptionalFlag(5, "manualSelector"),
        Message(6, "template", ProtoPods.Template),
        OptionalNumber(7, "backoffLimit"),
        OptionalNumber(8, "ttlSecondsAfterFinished"),
        Text(9, "completionMode"),
        OptionalFlag(10, "suspend"),
        OptionalNumber(12, "backoffLimitPerIndex"),
        OptionalNumber(13, "maxFailedIndexes"),
        Text(14, "podReplacementPolicy"),
        Text(15, "managedBy")
    );

    private static readonly ProtoMessage CronJobSpec = new(
        Text(1, "schedule"),
        OptionalNumber(2, "startingDeadlineSeconds"),
        Text(3, "concurrencyPolicy"),
        OptionalFlag(4, "suspend"),
        Message(5, "jobTemplate", new ProtoMessage(Message(1, "metadata", ObjectMeta), Message(2, "spec", JobSpec))),
        OptionalNumber(6, "successfulJobsHistoryLimit"),
        OptionalNumber(7, "failedJobsHistoryLimit"),
        OptionalText(8, "timeZone")
    );

    private static readonly ProtoMessage ScaleTarget = new(Text(1, "kind"), Text(2, "name"), Text(3, "apiVersion"));

    private static readonly ProtoMessage MetricTarget = new(
        Text(1, "type"),
        Quantity(2, "value"),
        Quantity(3, "averageValue"),
        OptionalNumber(4, "averageUtilization")
    );

    private static readonly ProtoMessage Metric = new(
        Text(1, "type"),
        Message(4, "resource", new ProtoMessage(Text(1, "name"), Message(2, "target", MetricTarget)))
    );

    public static readonly ProtoMessage Deployment = new(
        Metadata(ObjectMeta),
        Message(2, "spec", DeploymentSpec),
        Message(3, "status", Empty)
    );

    public static readonly ProtoMessage Job = new(
        Metadata(ObjectMeta),
        Message(2, "spec", JobSpec),
        Message(3, "status", Empty)
    );

    public static readonly ProtoMessage CronJob = new(
        Metadata(ObjectMeta),
        Message(2, "spec", CronJobSpec),
        Message(3, "status", Empty)
    );

    public static readonly ProtoMessage AutoscalerV1 = Autoscaler(OptionalNumber(4, "targetCPUUtilizationPercentage"));

    public static readonly ProtoMessage AutoscalerV2 = Autoscaler(Messages(4, "metrics", Metric));

    public static readonly ProtoMessage DisruptionBudget = new(
        Metadata(ObjectMeta),
        Message(
            2,
            "spec",
            new ProtoMessage(
                IntOrString(1, "minAvailable"),
                Message(2, "selector", LabelSelector, isOptional: true),
                IntOrString(3, "maxUnavailable"),
                Text(4, "unhealthyPodEvictionPolicy")
            )
        ),
        Message(3, "status", Empty)
    );

    /// <summary>Both versions say what is scaled and how far; they differ in how they say when.</summary>
    private static ProtoMessage Autoscaler(ProtoField target) =>
        new(
            Metadata(ObjectMeta),
            Message(
                2,
                "spec",
                new ProtoMessage(
                    Message(1, "scaleTargetRef", ScaleTarget),
                    OptionalNumber(2, "minReplicas"),
                    Number(3, "maxReplicas"),
                    target
                )
            ),
            Message(3, "status", Empty)
        );
}
