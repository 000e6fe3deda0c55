using System.CommandLine;
using Graft.Bench;

var root = new RootCommand("Measures the Kubernetes layer: its parts, and the whole under load.")
{
    LoadCommand.Create(),
    MicroCommand.Create(),
    ServeCommand.Create(),
    CacheCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
