using System.Collections.Concurrent;
using Graft.Kubernetes.Embedded.Admission;

namespace Graft.Extensions.Tests.Life;

/// <summary>What the API server let pass, in order: the server's own record, not what clients believe to have sent.</summary>
internal sealed class WriteAudit : IAdmissionPlugin
{
    private readonly ConcurrentQueue<AcceptedWrite> _writes = [];

    public IReadOnlyList<AcceptedWrite> In(string? @namespace) =>
        [.. _writes.Where(write => write.Namespace == @namespace)];

    /// <summary>Deletions of objects that were not being deleted already.</summary>
    public int Deletions(string @namespace, string kind, string name) =>
        In(@namespace)
            .Count(write =>
                write is { Operation: AdmissionOperation.Delete, WasDeleting: false }
                && write.Kind == kind
                && write.Name == name
            );

    public bool Handles(AdmissionAttributes attributes) => !attributes.IsDryRun;

    public ValueTask<AdmissionRefusal?> MutateAsync(
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<AdmissionRefusal?>(null);

    public ValueTask<AdmissionRefusal?> ValidateAsync(
        AdmissionAttributes attributes,
        CancellationToken cancellationToken
    )
    {
        _writes.Enqueue(
            new AcceptedWrite(
                attributes.UserName,
                attributes.Operation,
                attributes.Kind,
                attributes.Namespace,
                attributes.Name,
                attributes.Subresource,
                attributes.OldObject?["metadata"]?["deletionTimestamp"] is not null
            )
        );
        return ValueTask.FromResult<AdmissionRefusal?>(null);
    }
}

/// <summary>One write as the API server saw it.</summary>
internal sealed record AcceptedWrite(
    string User,
    AdmissionOperation Operation,
    string Kind,
    string? Namespace,
    string Name,
    string? Subresource,
    bool WasDeleting
);
