namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>How the machines of a pool are brought to a new image or version.</summary>
internal static class UpdateStrategies
{
    public const string AutoRollingUpdate = "AutoRollingUpdate";
    public const string AutoInPlaceUpdate = "AutoInPlaceUpdate";
    public const string ManualInPlaceUpdate = "ManualInPlaceUpdate";

    public static IReadOnlyList<string> All { get; } = [AutoInPlaceUpdate, AutoRollingUpdate, ManualInPlaceUpdate];

    public static bool IsInPlace(string? strategy) => strategy is AutoInPlaceUpdate or ManualInPlaceUpdate;
}
