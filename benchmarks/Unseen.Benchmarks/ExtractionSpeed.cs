using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Images.Extraction;

namespace Unseen.Benchmarks;

/// <summary>Measures the speed of feature extraction from photograph files, including decoding, in photographs per
/// second. Compares it with ONNX Runtime alone on prepared tensors.</summary>
internal static class ExtractionSpeed
{
    private const int Rounds = 3;

    public static int Run(string path, string folder)
    {
        var images = ImageFolder.Classes(folder).Images;
        using var backbone = Backbone.Load(path);
        using var features = new ImageFeatures([backbone]);
        var best = 0.0;
        using (var session = new InferenceSession(path))
            foreach (var batch in new[] { 1, 8, 32 })
                best = Math.Max(best, Report($"ONNX Runtime, its own threads, batches of {batch}", images.Count, () =>
                    OwnThreads(session, backbone, images.Count, batch)));
        var perCore = Report("ONNX Runtime, one core per image", images.Count, () =>
            OneCorePerImage(backbone, images.Count));
        var decoding = Report("decoding and resizing alone, one core per image", images.Count, () => Decode(images));
        var whole = Report("Unseen, from files", images.Count, () => FeatureExtraction.Run(images, features));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{100 * whole / best:0} % of the speed of ONNX Runtime with its own threads; "
                + $"{100 * whole * ((1 / perCore) + (1 / decoding)):0} % of the speed of decoding followed by ONNX "
                + $"Runtime"));
        return 0;
    }

    private static double Report(string name, int images, Action work)
    {
        work();
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            work();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        Console.WriteLine(FormattableString.Invariant($"{name,-48} {images / best,7:0.0} per second"));
        return images / best;
    }

    private static void OwnThreads(InferenceSession session, Backbone backbone, int images, int batch)
    {
        using var run = new RunOptions();
        var side = backbone.Preprocessing.Crop;
        using var input = OrtValue.CreateTensorValueFromMemory(
            new float[batch * backbone.InputLength], [batch, 3, side, side]);
        for (var done = 0; done < images; done += batch)
            foreach (var output in session.Run(run, [session.InputNames[0]], [input], [session.OutputNames[0]]))
                output.Dispose();
    }

    private static void Decode(IReadOnlyList<LabelledImage> images) => Parallel.ForEach(
        images, image => ImageDecoder.Decode(File.ReadAllBytes(image.Path), image.Path, new ImageLimits(), Size));

    private static (int Width, int Height) Size((int Width, int Height) size)
    {
        var factor = 256.0 / Math.Min(size.Width, size.Height);
        return ((int)(size.Width * factor), (int)(size.Height * factor));
    }

    private static void OneCorePerImage(Backbone backbone, int images) => Parallel.For(
        0, images, () => (Pixels: new float[backbone.InputLength], Features: new float[backbone.Width]),
        (_, _, memory) =>
        {
            backbone.Extract(memory.Pixels, 1, memory.Features);
            return memory;
        },
        _ => { });
}
