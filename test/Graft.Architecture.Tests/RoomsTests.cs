using System.Xml.Linq;
using Graft.Testing;

namespace Graft.Architecture.Tests;

/// <summary>Holds the arrows of the house: a room uses the rooms below it and none beside or above it.</summary>
public sealed class RoomsTests
{
    /// <summary>The floors, from the ground up. Rooms of one floor do not see each other.</summary>
    private static readonly string[][] Floors =
    [
        ["Graft.Api", "Graft.Containerd.Protocol", "Graft.Images"],
        ["Graft.Kubernetes"],
        ["Graft.Kubernetes.Embedded"],
        ["Graft.Extensions"],
        [
            "Graft.Gardenlet",
            "Graft.ResourceManager",
            "Graft.OperatingSystems",
            "Graft.Runtimes.GVisor",
            "Graft.Runtimes.Kata",
            "Graft.Node",
        ],
        ["Graft.Landscape"],
    ];

    /// <summary>What a room must not see although it lies below.</summary>
    private static readonly (string Room, string Unseen)[] Walls =
    [
        ("Graft.Extensions", "Graft.Kubernetes.Embedded"),
        ("Graft.Gardenlet", "Graft.Kubernetes.Embedded"),
        ("Graft.ResourceManager", "Graft.Kubernetes.Embedded"),
        ("Graft.OperatingSystems", "Graft.Kubernetes.Embedded"),
        ("Graft.Runtimes.GVisor", "Graft.Kubernetes.Embedded"),
        ("Graft.Runtimes.Kata", "Graft.Kubernetes.Embedded"),
        ("Graft.Node", "Graft.Kubernetes"),
    ];

    public static TheoryData<string> Rooms =>
        [.. Directory.GetDirectories(Repository.File("src")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_rooms_below_it(string room)
    {
        var floor = FloorOf(room);
        Assert.All(
            ReferencesOf(room),
            used => Assert.True(FloorOf(used) < floor, $"{room} uses {used}, which is not below it")
        );
    }

    [Fact]
    public void Walls_stand_where_a_room_must_not_see_a_lower_one()
    {
        Assert.All(Walls, wall => Assert.DoesNotContain(wall.Unseen, AllReferencesOf(wall.Room)));
    }

    [Fact]
    public void Only_the_node_and_the_landscape_speak_to_containerd()
    {
        var users = Rooms
            .Select(row => row.Data)
            .Where(room => ReferencesOf(room).Contains("Graft.Containerd.Protocol", StringComparer.Ordinal));
        Assert.All(users, room => Assert.Contains(room, new[] { "Graft.Node", "Graft.Landscape" }));
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = File.ReadAllText(Repository.File("Graft.slnx"));
        var projects = new[] { "apps", "src", "test", "bench", "samples" }
            .Select(folder => Repository.File(folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'));
        Assert.All(projects, project => Assert.Contains($"\"{project}\"", solution));
    }

    private static int FloorOf(string room)
    {
        var floor = Array.FindIndex(Floors, rooms => rooms.Contains(room, StringComparer.Ordinal));
        Assert.True(floor >= 0, $"{room} stands on no floor; add it to the drawing in this test");
        return floor;
    }

    private static IReadOnlyList<string> ReferencesOf(string room) =>
        [
            .. XDocument
                .Load(Repository.File("src", room, $"{room}.csproj"))
                .Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)),
        ];

    private static HashSet<string> AllReferencesOf(string room)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(ReferencesOf(room));
        while (waiting.TryDequeue(out var next))
        {
            if (all.Add(next))
            {
                ReferencesOf(next).ToList().ForEach(waiting.Enqueue);
            }
        }
        return all;
    }
}
