using System.Globalization;
using Unseen.Descriptions;
using Unseen.Runs.Annotation;

namespace Unseen.Benchmarks;

/// <summary>Measures how long the gauge of <c>unseen describe</c> takes after a change of a descriptor, and how long
/// the same computation takes with the default options of <c>unseen doctor</c>.</summary>
internal static class GaugeSpeed
{
    private const int Width = 1024;
    private const int ImagesPerClass = 40;
    private const int Changes = 20;

    public static int Run()
    {
        Console.WriteLine("classes x attributes   gauge p50, ms   max   doctor p50, ms   T1 of gauge   of doctor");
        foreach (var (classes, attributes) in new[] { (32, 18), (102, 64), (200, 100) })
        {
            var dataset = MadeUpDataset.Create(classes * ImagesPerClass, Width, classes, attributes);
            var values = Enumerable.Range(0, classes)
                .Select(c => dataset.Descriptors.Row(c).ToArray().Select(value => (double?)value).ToArray()).ToArray();
            string[] names = [.. Enumerable.Range(0, attributes).Select(a => $"attribute {a}")];
            var (gauge, doctor) = (new DescriptionGauge(dataset), new DescriptionGauge(dataset, new DoctorOptions()));
            var random = new Random(1);
            DescriptionReport Change(DescriptionGauge one)
            {
                values[random.Next(classes)][random.Next(attributes)] = random.NextDouble();
                return one.Measure(values, names)!;
            }

            var quick = Percentiles.Measure(Changes, () => Change(gauge));
            var thorough = Percentiles.Measure(Changes / 4, () => Change(doctor));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{$"{classes} x {attributes}",-20} {quick.Median / 1000,15:0} {quick.At(100) / 1000,5:0} "
                + $"{thorough.Median / 1000,16:0} {gauge.Measure(values, names)!.T1,13:0.0} "
                + $"{doctor.Measure(values, names)!.T1,11:0.0}"));
        }

        return 0;
    }
}
