namespace Graft.Images.Tests;

public sealed class SharedLibrariesTests
{
    /// <summary>This test's own process is a dynamic program that was loaded with libraries: the kernel knows which.</summary>
    [Fact]
    public void A_program_comes_with_the_libraries_that_the_kernel_shows_in_its_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "programs of other systems are not read");
        var program = Environment.ProcessPath!;
        var inMemory = File.ReadAllLines("/proc/self/maps")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Last())
            .Where(path => path.StartsWith('/'))
            .ToHashSet(StringComparer.Ordinal);

        var libraries = SharedLibraries.Of(program, []);

        Assert.Contains(libraries, library => library.Path.EndsWith("/libc.so.6"));
        Assert.Contains(libraries, library => Path.GetFileName(library.Path).StartsWith("ld-linux"));
        Assert.All(
            libraries,
            library => Assert.Contains(inMemory, path => Path.GetFileName(path) == Path.GetFileName(library.Source))
        );
    }

    [Fact]
    public void A_static_program_comes_alone()
    {
        const string Busybox = "/bin/busybox";
        Assert.SkipUnless(File.Exists(Busybox), "no busybox on this machine");
        Assert.SkipUnless(ElfFile.Read(Busybox) is { Needed.Count: 0 }, "this machine's busybox is not static");

        var files = new ImageFiles().AddProgram("/bin/busybox", Busybox);

        Assert.Equal(["/bin", "/bin/busybox"], files.Entries.Select(entry => entry.Path));
    }

    [Fact]
    public void A_library_that_is_not_there_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "programs of other systems are not read");
        var program = Environment.ProcessPath!;

        var e = Assert.Throws<ImageException>(() => SharedLibraries.Of(program, ["libnowhere.so.1"]));

        Assert.Equal($"{program} needs libnowhere.so.1, which is in no library directory of this machine", e.Message);
    }

    [Fact]
    public void A_file_that_is_no_program_and_a_damaged_one_are_named()
    {
        using var directory = new Testing.TemporaryDirectory();
        File.WriteAllText(directory["script"], "#!/bin/sh\n" + new string(' ', 100));
        var damaged = new byte[200];
        "\u007fELF\u0002\u0001"u8.CopyTo(damaged);
        damaged[54] = 56;
        damaged[56] = 9;
        File.WriteAllBytes(directory["damaged"], damaged);

        Assert.Equal(
            $"{directory["script"]} is no ELF program of 64 bits",
            Assert.Throws<ImageException>(() => SharedLibraries.Of(directory["script"], [])).Message
        );
        Assert.StartsWith(
            $"{directory["damaged"]} is a damaged ELF file: ",
            Assert.Throws<ImageException>(() => SharedLibraries.Of(directory["damaged"], [])).Message
        );
    }
}
