using System.Runtime.CompilerServices;
using BenchmarkDotNet.Running;
using Unseen.Benchmarks;
using Unseen.Benchmarks.Studies;
using Unseen.Training;

if (args is ["gauge"])
    return GaugeSpeed.Run();
if (args is ["prediction"])
    return PredictionSpeed.Run();
if (args is ["hosting"])
    return HostingCost.Run();
if (args is ["scoring"])
    return ScoringSpeed.Run();
if (args is ["extraction", var backbone, var images])
    return ExtractionSpeed.Run(backbone, images);
if (args is ["service", var url, var photograph, .. var load])
    return await ServiceLoad.RunAsync(url, photograph, load);
// Unseen must change libtorch's thread settings before libtorch is loaded.
RuntimeHelpers.RunModuleConstructor(typeof(GzslTrainer).Module.ModuleHandle);
switch (args)
{
    case ["scale", .. var sizes]:
        return Scale.Run(sizes);
    case ["doctor", .. var settings]:
        return DoctorCalibration.Run(settings);
    case ["adaptation", _, _, _, ..]:
        return AdaptationStudy.Run(args[1..]);
    case ["rejection", _, _, _, ..]:
        return RejectionStudy.Run(args[1..]);
    case ["sigma", _, ..]:
        return SigmaStudy.Run(args[1..]);
    case ["gamma", _, ..]:
        return GammaStudy.Run(args[1..]);
    case ["average", _, _]:
        return AverageStudy.Run(args[1..]);
    case ["members", _, _]:
        return MemberStudy.Run(args[1..]);
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(ScoringSpeed).Assembly).Run(args, new BenchmarkSettings());
return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success))
    ? 0 : 1;
