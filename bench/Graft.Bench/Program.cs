using System.CommandLine;
using Graft.Bench;

var root = new RootCommand(
    "Measures Graft: the Kubernetes layer, its parts and the whole under load; the node installer, extensions, admission."
)
{
    LoadCommand.Create(),
    MicroCommand.Create(),
    ServeCommand.Create(),
    CacheCommand.Create(),
    InstallerCommand.Create(),
    ExtensionCommand.Create(),
    AdmissionCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
