using Graft.Extensions.Admission;
using Graft.Runtimes.GVisor.Admission;

return await AdmissionHost.RunAsync(GVisorAdmission.Definition, args, Console.Out, Console.Error);
