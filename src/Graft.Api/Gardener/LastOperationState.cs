namespace Graft.Api.Gardener;

/// <summary>Values of <see cref="LastOperation.State"/>.</summary>
public static class LastOperationState
{
    public const string Processing = "Processing";
    public const string Succeeded = "Succeeded";
    public const string Error = "Error";
    public const string Failed = "Failed";
    public const string Pending = "Pending";
    public const string Aborted = "Aborted";
}
