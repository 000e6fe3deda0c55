using Graft.Extensions.Admission;
using Graft.Runtimes.Kata.Admission;

return await AdmissionHost.RunAsync(KataAdmission.Definition, args, Console.Out, Console.Error);
