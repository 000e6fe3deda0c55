namespace Graft.Landscape.Progress;

/// <summary>A change in a piece of work that a user waits for.</summary>
/// <param name="Group">What the work belongs to: the landscape itself, or a Shoot's namespace and name.</param>
/// <param name="Item">The name of the work within its group, such as a flow's task.</param>
/// <param name="State">How far it is now.</param>
/// <param name="Detail">Why it failed, or what it waits for; null where there is nothing to say.</param>
public sealed record ProgressUpdate(string Group, string Item, ProgressState State, string? Detail = null)
{
    /// <summary>The group of the work that brings up the landscape itself.</summary>
    public const string LandscapeGroup = "landscape";
}
