using System.Runtime.CompilerServices;
using BenchmarkDotNet.Running;
using Unseen.Benchmarks;
using Unseen.Training;

if (args is ["scale", .. var sizes])
    return Scale.Run(sizes);
RuntimeHelpers.RunModuleConstructor(typeof(GzslTrainer).Module.ModuleHandle); // its thread settings must be there before libtorch is
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new BenchmarkSettings());
return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
