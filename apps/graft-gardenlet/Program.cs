using Graft.Gardenlet.Hosting;

return await GardenletHost.RunAsync(args, Console.Out, Console.Error);
