namespace Graft.Landscape.Processes;

/// <summary>Finds the programs that a landscape runs as processes of their own.</summary>
internal static class CompanionPrograms
{
    /// <summary>
    /// Looks in the neighbouring output directory, as programs are built, then beside this one, as they are shipped.
    /// </summary>
    /// <exception cref="LandscapeException">The program is in neither place.</exception>
    public static string Find(string name)
    {
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var built = Path.GetFullPath(Path.Combine(here, "..", "..", name, Path.GetFileName(here), name));
        string[] places = [built, Path.Combine(here, name)];
        return Array.Find(places, File.Exists)
            ?? throw new LandscapeException($"the program {name} is neither at {places[0]} nor at {places[1]}");
    }
}
