using Graft.Testing;

namespace Graft.Bench.Tests;

/// <summary>The programs that are built with these tests.</summary>
internal static class Programs
{
    // artifacts/bin/<project>/<configuration>/
    private static readonly string s_configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;

    public static string Of(string name) => Repository.File("artifacts", "bin", name, s_configuration, name);
}
