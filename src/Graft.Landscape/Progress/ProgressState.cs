namespace Graft.Landscape.Progress;

/// <summary>How far a piece of work is.</summary>
public enum ProgressState
{
    Pending,
    Running,
    Succeeded,
    Failed,
    Skipped,
}
