namespace Graft.Landscape.AddedExtensions;

/// <summary>An admission component that a user brings along: a program that registers itself in the garden.</summary>
public sealed class AddedAdmission
{
    private AddedAdmission(string program) => Program = program;

    /// <summary>Absolute path of the executable.</summary>
    public string Program { get; }

    public string Name => Path.GetFileNameWithoutExtension(Program);

    /// <param name="path">The program.</param>
    /// <exception cref="LandscapeException">There is no such program.</exception>
    public static AddedAdmission Read(string path)
    {
        var program = Path.GetFullPath(path);
        return File.Exists(program)
            ? new AddedAdmission(program)
            : throw new LandscapeException($"the admission component {program} does not exist");
    }
}
