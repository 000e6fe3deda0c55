using System.CommandLine;

namespace Graft.Gardenlet.Hosting;

/// <summary>The flags that only a gardenlet has.</summary>
internal sealed class GardenletFlags
{
    public Option<string> SeedName { get; } =
        new("--seed-name") { Description = "Name of the Seed object that this gardenlet serves", Required = true };

    public Option<string?> GardenKubeconfig { get; } =
        new("--garden-kubeconfig") { Description = "Kubeconfig of the garden (default: the seed is the garden too)" };

    public Option<bool> ClaimUnscheduled { get; } =
        new("--claim-unscheduled-shoots")
        {
            Description = "Take Shoots that name no seed; only where no scheduler runs and this is the only seed",
        };

    public Option<int> ConcurrentShoots { get; } = Concurrency();

    public IEnumerable<Option> All => [SeedName, GardenKubeconfig, ClaimUnscheduled, ConcurrentShoots];

    private static Option<int> Concurrency()
    {
        var option = new Option<int>("--concurrent-shoots")
        {
            Description = "Shoots in work at once",
            DefaultValueFactory = _ => 5,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--concurrent-shoots: must be at least 1");
            }
        });
        return option;
    }
}
