using Graft.Extensions.Hosting;
using Graft.OperatingSystems.SuseChost;

return await ExtensionHost.RunAsync(SuseChostExtension.Definition, args, Console.Out, Console.Error);
