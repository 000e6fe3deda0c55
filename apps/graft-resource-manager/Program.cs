using Graft.ResourceManager.Hosting;

return await ResourceManagerHost.RunAsync(args, Console.Out, Console.Error);
