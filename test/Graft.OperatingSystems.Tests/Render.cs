using System.Text;
using Graft.Api.Gardener;
using Graft.OperatingSystems.CoreOS;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.SuseChost;
using Graft.OperatingSystems.Ubuntu;

namespace Graft.OperatingSystems.Tests;

/// <summary>Runs the pure functions of the operating systems.</summary>
internal static class Render
{
    public static readonly IReadOnlyList<IOperatingSystem> Systems =
    [
        new UbuntuSystem(new UbuntuOptions()),
        new CoreOSSystem(),
        new SuseSystem(),
    ];

    public static readonly string[] Types =
    [
        "ubuntu",
        "coreos",
        "flatcar",
        "suse-jeos",
        "suse-chost",
        "memoryone-chost",
    ];

    public static IOperatingSystem Of(string type) =>
        Systems.Single(system => system.Types.Contains(type, StringComparer.Ordinal));

    public static async Task<string> UserDataAsync(OperatingSystemConfigSpec spec)
    {
        var machine = await MachineReader.ReadAsync(
            spec,
            (_, _, _) => Task.FromResult<byte[]?>(null),
            TestContext.Current.CancellationToken
        );
        return Encoding.UTF8.GetString(Of(spec.Type!).Provision(machine));
    }

    public static MachineAdditions Additions(OperatingSystemConfigSpec spec) => Of(spec.Type!).Reconcile(spec);
}
