using Graft.Cli;

return await GraftCommandLine.RunAsync(args);
