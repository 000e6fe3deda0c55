using Graft.Extensions.Admission;
using Graft.Samples.Crun;

return await AdmissionHost.RunAsync(Crun.Admission, args, Console.Out, Console.Error);
