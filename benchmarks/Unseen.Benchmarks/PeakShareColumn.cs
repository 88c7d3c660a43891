using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Unseen.Numerics;

namespace Unseen.Benchmarks;

/// <summary>A column with the rate of a benchmark's matrix products (their GFLOP, divided by the time of the whole
/// call), as a percentage of the rate of one large product of the same precision on this machine.</summary>
internal sealed class PeakShareColumn(string name, Func<ProductsAttribute, double> gflop) : IColumn
{
    public string Id => ColumnName;

    public string ColumnName => name;

    public string Legend =>
        $"{name}: GFLOP/s of the matrix products in % of the GFLOP/s of one product of two 2048 x 2048 matrices";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(HasProducts);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => !HasProducts(benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        if (benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<ProductsAttribute>() is not { } products
            || summary[benchmarkCase]?.ResultStatistics is not { } statistics)
            return "-";
        var precision = benchmarkCase.Parameters["Precision"] is Precision chosen && !benchmarkCase.Descriptor.Baseline
            ? chosen : Precision.Fp32;
        return (gflop(products) / (statistics.Median / 1e9) / MachinePeak.Gflops(precision))
            .ToString("P0", CultureInfo.InvariantCulture);
    }

    public override string ToString() => name;

    private static bool HasProducts(BenchmarkCase benchmarkCase) =>
        benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<ProductsAttribute>() is not null;
}
