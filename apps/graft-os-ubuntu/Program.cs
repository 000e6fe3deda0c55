using Graft.Extensions.Hosting;
using Graft.OperatingSystems.Ubuntu;

return await ExtensionHost.RunAsync(UbuntuExtension.Definition, args, Console.Out, Console.Error);
