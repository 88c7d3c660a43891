using System.Diagnostics;
using Unseen.Images.Extraction;
using Unseen.Runs;
using Unseen.Runs.Photographs;
using Unseen.Runs.Predictions;
using Unseen.Runs.Shards;

namespace Unseen.Benchmarks;

/// <summary>Measures how many rows per second <c>unseen predict --shard</c> scores, including reading the features and
/// writing the predictions.</summary>
internal static class ScoringSpeed
{
    private const int Width = 2048;
    private const int Rows = 16_384; // 128 MiB of features
    private const int Rounds = 5;

    public static int Run()
    {
        var folder = Directory.CreateTempSubdirectory("unseen-scoring-").FullName;
        try
        {
            var random = new Random(1);
            var features = new float[Rows * Width];
            foreach (ref var value in features.AsSpan())
                value = random.NextSingle();
            var result = new ExtractionResult([.. Enumerable.Range(0, Rows)
                .Select(row => new LabelledImage($"{row}.jpg", null))], features, Width, [], 0);
            string[] files = [Path.Combine(folder, "a.npz"), Path.Combine(folder, "b.parquet")];
            foreach (var file in files)
                FeatureTable.Write(result, file);
            Console.WriteLine("| classes | from | threads | rows per second | rows per second and core |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (var classes in new[] { 50, 1000 })
            {
                var model = Path.Combine(folder, $"{classes}.safetensors");
                PredictionSpeed.CreateModel(classes, Width, random).Save(model);
                foreach (var file in files)
                    foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
                        Report(classes, file, threads, Best(model, file, threads, Path.Combine(folder, "out")));
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Best(string model, string file, int threads, string output)
    {
        var best = double.MaxValue;
        for (var round = 0; round <= Rounds; round++)
        {
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
            var prediction = new ShardedPrediction(new RunContext())
            {
                Folder = output,
                Format = PredictionFormat.Parquet,
                Top = 5,
                UnseenOnly = false,
                Threads = threads,
            };
            var watch = Stopwatch.StartNew();
            prediction.Run(model, [file]);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static void Report(int classes, string file, int threads, double seconds) =>
        Console.WriteLine(FormattableString.Invariant(
        $"| {classes} | {Path.GetExtension(file)} | {threads} | {Rows / seconds:0} | {Rows / seconds / threads:0} |"));
}
