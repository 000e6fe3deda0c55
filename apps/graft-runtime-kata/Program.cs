using Graft.Extensions.Hosting;
using Graft.Runtimes.Kata;

return await ExtensionHost.RunAsync(KataExtension.Definition, args, Console.Out, Console.Error);
