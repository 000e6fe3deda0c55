namespace Graft.Gardenlet.Admission;

/// <summary>The object as it would be stored, and why it is not, if it is refused.</summary>
public sealed record AdmissionOutcome<T>(T Object, Refusal? Refusal)
    where T : class
{
    /// <summary>Whether the object may be stored.</summary>
    public bool IsAdmitted => Refusal is null;
}
