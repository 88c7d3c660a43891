using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Unseen.Images.Backbones;
using Unseen.Images.Onnx;

namespace Unseen.Images.Encoders;

/// <summary>The scale of an encoder's scores, which are s cos(image, text) + b.</summary>
/// <param name="Factor">s, greater than 0</param>
/// <param name="Offset">b, 0 except for encoders that were trained with a sigmoid</param>
/// <param name="IsMeasured">whether s and b were measured on an output of the model; otherwise they are the default,
/// 100 and 0, as in the published CLIP models</param>
public sealed record EncoderScale(double Factor, double Offset, bool IsMeasured)
{
    private const string Logits = "logits_per_image";
    private const string Text = "a";
    private const double MaxDeviation = 0.01; // of a score from the line, relative to the range of the scores

    /// <summary>The default: 100 and 0.</summary>
    public static EncoderScale Default { get; } = new(100, 0, IsMeasured: false);

    /// <summary>Measures the scale: compares the model's scores for three random images and a text with the cosines of
    /// their vectors.</summary>
    /// <returns>the scale; or the default if the folder has no model that returns scores, or if the scores are not on a
    /// rising line</returns>
    internal static EncoderScale Measure(EncoderFolder folder, Backbone images, TextEncoder texts)
    {
        if (folder.JointModel is not { } path)
            return Default;
        var model = OnnxSession.Parse(FileContents.ReadBytes(path), path);
        if (model.Graph.Output.All(output => output.Name != Logits))
            return Default;
        GraphPart.ReduceTo(model.Graph, Logits);
        using var session = OnnxSession.Open(model.ToByteArray(), path);
        var text = texts.Encode(Text);
        var points = new (double Cosine, double Score)[3];
        for (var i = 0; i < points.Length; i++)
        {
            var pixels = RandomPixels(images.InputLength, seed: i);
            var vector = new float[images.Width];
            images.Extract(pixels, 1, vector);
            points[i] = (System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(vector, text),
                Score(session, images, texts, pixels, path));
        }

        return FitLine(points) ?? Default;
    }

    private static float[] RandomPixels(int length, int seed)
    {
        var random = new Random(seed);
        var pixels = new float[length];
        for (var i = 0; i < length; i++)
            pixels[i] = (random.NextSingle() * 4) - 2;
        return pixels;
    }

    private static double Score(
        InferenceSession session, Backbone images, TextEncoder texts, float[] pixels, string path)
    {
        var inputs = texts.Inputs(Text, session.InputMetadata);
        var image = session.InputNames.First(name => !inputs.ContainsKey(name));
        inputs[image] = images.Input(pixels, 1);
        try
        {
            using var run = new RunOptions();
            using var outputs = session.Run(run, [.. inputs.Keys], [.. inputs.Values], [Logits]);
            return TensorNumbers.Read(outputs[0])[0];
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(
                path, $"the model fails on an image and a text: {OnnxFailure.Describe(exception)}", exception);
        }
        finally
        {
            foreach (var input in inputs.Values)
                input.Dispose();
        }
    }

    /// <summary>Fits a line to points by least squares; null if the points are not on a rising line.</summary>
    private static EncoderScale? FitLine((double Cosine, double Score)[] points)
    {
        var (x, y) = (points.Average(point => point.Cosine), points.Average(point => point.Score));
        var spread = points.Sum(point => (point.Cosine - x) * (point.Cosine - x));
        var factor = points.Sum(point => (point.Cosine - x) * (point.Score - y)) / spread;
        var range = points.Max(point => point.Score) - points.Min(point => point.Score);
        return factor > 0 && double.IsFinite(factor) && points.All(point =>
            Math.Abs(y + (factor * (point.Cosine - x)) - point.Score) <= MaxDeviation * range)
            ? new EncoderScale(factor, y - (factor * x), IsMeasured: true) : null;
    }
}
