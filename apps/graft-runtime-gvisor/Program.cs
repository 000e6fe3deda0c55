using Graft.Extensions.Hosting;
using Graft.Runtimes.GVisor;

return await ExtensionHost.RunAsync(GVisorExtension.Definition, args, Console.Out, Console.Error);
