namespace Graft.Extensions.Controllers;

/// <summary>Values of <c>spec.class</c>: what an extension object serves.</summary>
public static class ExtensionClass
{
    /// <summary>Also what an absent class means.</summary>
    public const string Shoot = "shoot";

    public const string Seed = "seed";

    public const string Garden = "garden";
}
