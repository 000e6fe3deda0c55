using Graft.Extensions.Hosting;
using Graft.Samples.Crun;

return await ExtensionHost.RunAsync(CrunExtension.Definition, args, Console.Out, Console.Error);
