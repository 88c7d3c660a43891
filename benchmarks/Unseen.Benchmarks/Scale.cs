using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using Unseen.Data.Loading;
using Unseen.Inference;
using Unseen.Methods.Centre;
using Unseen.Methods.Zla;
using Unseen.Problems;
using Unseen.Training;

namespace Unseen.Benchmarks;

/// <summary>Measures how time and memory grow with samples, widths, classes and pseudo-features, for the default
/// classifier with ridge centres, min-max scaling and σ = 100, on synthetic data in a memory-mapped file.</summary>
internal static class Scale
{
    private static readonly int[][] _sizes = // N, D, C, A, n
    [
        [10_000, 2048, 100, 300, 10],
        [100_000, 2048, 100, 300, 10],
        [1_000_000, 2048, 100, 300, 10],
        [10_000, 512, 100, 300, 10],
        [10_000, 8192, 100, 300, 10],
        [10_000, 2048, 1_000, 300, 10],
        [40_000, 2048, 20_000, 300, 1],
        [10_000, 2048, 100, 85, 10],
        [10_000, 2048, 100, 4096, 10],
        [10_000, 2048, 100, 300, 100],
        [10_000, 2048, 100, 300, 1_000],
    ];

    /// <summary>Measures one size, given as five numbers: samples N, feature width D, classes C, descriptor width A,
    /// and the number n of pseudo-features for each unseen class. Without a size, measures a list of sizes, each in its
    /// own process.</summary>
    /// <returns>the exit code</returns>
    /// <exception cref="ArgumentException">There are arguments, but not five.</exception>
    public static int Run(string[] size)
    {
        if (size.Length == 5)
        {
            Measure([.. size.Select(text => int.Parse(text, CultureInfo.InvariantCulture))]);
            return 0;
        }

        if (size.Length > 0)
            throw new ArgumentException("scale needs five numbers (N D C A n) or none.", nameof(size));
        Console.WriteLine(
            "| samples N | width D | classes C | descriptor A | pseudo n | load, s | first epoch, s | next epoch, s | "
            + "score test images, s | peak memory, GiB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var each in _sizes)
        {
            string[] arguments = [typeof(Scale).Assembly.Location, "scale",
                .. each.Select(number => number.ToString(CultureInfo.InvariantCulture))];
            using var process = Process.Start("dotnet", arguments);
            process.WaitForExit();
            if (process.ExitCode != 0)
                return process.ExitCode;
        }

        return 0;
    }

    private static void Measure(int[] size)
    {
        var (samples, width, classes, descriptor, pseudo) = (size[0], size[1], size[2], size[3], size[4]);
        var folder = Directory.CreateTempSubdirectory("unseen-scale-").FullName;
        try
        {
            MadeUpDataset.Write(folder, samples, width, classes, descriptor);
            var watch = Stopwatch.StartNew();
            double Lap()
            {
                var seconds = watch.Elapsed.TotalSeconds;
                watch.Restart();
                return seconds;
            }

            var dataset = DatasetLoader.Load(folder);
            var load = Lap();
            using var problem = GzslProblem.ForTest(dataset, FeatureScalingKind.MinMax, torch.CPU);
            var options = new RunOptions { PseudoPerClass = pseudo, Generator = new CentreOptions { Lambda = 0.01 } };
            using var session = new GeneratorSession(problem, options, seed: 0, Checkpointer.Off(default));
            using var run = new ClassifierRun(problem, session.At(0, pseudo, (_, _, _, _) => { }), options,
                new ZlaOptions { Sigma = 100 }, seed: 0);
            run.TrainTo(1, default);
            var first = Lap();
            run.TrainTo(2, default);
            var next = Lap();
            run.Evaluate(gamma: 0);
            var score = Lap();
            var memory = Process.GetCurrentProcess().PeakWorkingSet64 / Math.Pow(1024, 3);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {samples:N0} | {width} | {classes:N0} | {descriptor} | {pseudo} | {load:F2} | {first:F2} | "
                    + $"{next:F2} | {score:F2} | {memory:F1} |"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
