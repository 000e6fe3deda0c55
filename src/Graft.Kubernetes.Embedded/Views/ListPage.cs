using System.Globalization;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>What a list says about itself.</summary>
/// <param name="ResourceVersion">The state that the list shows.</param>
/// <param name="Continue">How to ask for the next page; null on the last one.</param>
/// <param name="Remaining">How many objects follow; null where that is not known.</param>
internal sealed record ListPage(long ResourceVersion, string? Continue, long? Remaining)
{
    public JsonObject ToMetadata()
    {
        var metadata = new JsonObject();
        if (Continue is not null)
        {
            metadata["continue"] = Continue;
        }
        if (Remaining is not null)
        {
            metadata["remainingItemCount"] = Remaining;
        }
        metadata["resourceVersion"] = ResourceVersion.ToString(CultureInfo.InvariantCulture);
        return metadata;
    }
}
