using Graft.Extensions.Hosting;
using Graft.Samples.Crun;

return await ExtensionHost.RunAsync(Crun.Extension, args, Console.Out, Console.Error);
