using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Unseen.Images.Export;
using Unseen.Inference;

namespace Unseen.Benchmarks;

/// <summary>Compares the time in which Unseen scores features with the time in which ONNX Runtime runs the exported
/// graph, for single images and for batches. Each round measures Unseen, then ONNX Runtime.</summary>
internal static class PredictionSpeed
{
    private const int Batch = 1024;
    private const int Rounds = 5;

    public static int Run()
    {
        Console.WriteLine("size          what         Unseen p50   p99      ONNX Runtime p50   p99      round");
        foreach (var (classes, width, singles, batches) in new[] { (102, 2304, 5000, 100), (20_000, 2048, 400, 8) })
            Compare(classes, width, singles, batches);
        return 0;
    }

    private static void Compare(int classes, int width, int singles, int batches)
    {
        var random = new Random(1);
        var model = CreateModel(classes, width, random);
        using var stream = new MemoryStream();
        OnnxExport.Write(model, stream);
        using var session = new InferenceSession(stream.ToArray());
        using var run = new RunOptions();
        var features = Values(random, Batch * width);
        foreach (var (name, samples, calls) in new[] { ("single, us", 1, singles), ("1024, ms", Batch, batches) })
        {
            var own = features[..(samples * width)];
            var (scores, other) = (new float[samples * classes], new float[samples * classes]);
            using var input = OrtValue.CreateTensorValueFromMemory(own, [samples, width]);
            using var output = OrtValue.CreateTensorValueFromMemory(other, [samples, classes]);
            OrtValue[] inputs = [input], outputs = [output];
            string[] inputNames = [OnnxExport.Features], outputNames = [OnnxExport.Scores];
            var unit = samples == 1 ? 1 : 1000;
            for (var round = 1; round <= Rounds; round++)
            {
                var unseen = Percentiles.Measure(calls, () => Score(model, own, scores));
                var runtime = Percentiles.Measure(
                    calls, () => session.Run(run, inputNames, inputs, outputNames, outputs));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{$"{classes}x{width}",-13} {name,-12} {unseen.Median / unit,8:0.0} {unseen.At(99) / unit,8:0.0} "
                        + $"{runtime.Median / unit,14:0.0} {runtime.At(99) / unit,8:0.0} {round,8}"));
            }

            var difference = scores.Zip(other, (a, b) => Math.Abs(a - b)).Max();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{$"{classes}x{width}",-13} {name,-12} largest difference {difference:0.0e+0} of scores up to "
                + $"{scores.Max(Math.Abs):0}"));
        }
    }

    private static void Score(UnseenModel model, float[] features, float[] scores)
    {
        if (features.Length == model.FeatureWidth)
            model.Score(features, scores);
        else
            model.ScoreBatch(features, scores);
    }

    public static UnseenModel CreateModel(int classes, int width, Random random)
    {
        var weight = Values(random, classes * width);
        for (var c = 0; c < classes; c++)
            FeatureScaling.L2.Apply(weight.AsSpan(c * width, width), weight.AsSpan(c * width, width));
        return new UnseenModel(
            ClassifierForm.Prototype, new ModelTensor([classes, width], weight),
                new ModelTensor([classes], new float[classes]),
            [.. Enumerable.Range(0, classes).Select(c => $"{c}")],
                [.. Enumerable.Range(0, classes).Select(c => c % 5 != 0)],
            FeatureScaling.MinMax(Values(random, width), [.. Enumerable.Repeat(2f, width)]), temperature: 0.04f);
    }

    private static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
}
