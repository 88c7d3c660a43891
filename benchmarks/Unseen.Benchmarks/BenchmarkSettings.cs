using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Unseen.Benchmarks;

/// <summary>A few single calls each, since one takes from a millisecond to seconds.</summary>
internal sealed class BenchmarkSettings : ManualConfig
{
    public BenchmarkSettings()
    {
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(new PeakShareColumn("of peak, named", products => products.Named),
            new PeakShareColumn("of peak, made", products => products.Made));
        // In this process: a project generated elsewhere would have neither this build's repaired native library nor
        // its locked packages.
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.DontLogOutput)
            .WithWarmupCount(3).WithIterationCount(9).WithInvocationCount(1).WithUnrollFactor(1));
        WithSummaryStyle(SummaryStyle.Default.WithTimeUnit(TimeUnit.Millisecond));
    }
}
