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

    /// <summary>
    /// A program as it is shipped: self-contained, so that it runs where there is no .NET. <c>./graft</c> publishes it where
    /// it is asked for machines.
    /// </summary>
    /// <exception cref="LandscapeException">The program was not published.</exception>
    public static string FindShipped(string name)
    {
        var artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));
        var published = Path.Combine(artifacts, "shipped", name, name);
        return File.Exists(published)
            ? published
            : throw new LandscapeException(
                $"machines run {name} as it is shipped, and it is not at {published}: run ./graft ship"
            );
    }
}
