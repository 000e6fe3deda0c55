using Graft.Extensions.Hosting;
using Graft.OperatingSystems.CoreOS;

return await ExtensionHost.RunAsync(CoreOSExtension.Definition, args, Console.Out, Console.Error);
