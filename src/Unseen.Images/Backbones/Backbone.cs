using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Unseen.Images.Onnx;

namespace Unseen.Images.Backbones;

/// <summary>
/// An image model in ONNX format that computes one feature vector for each image. Thread-safe; each call runs on the
/// calling thread.
/// </summary>
public sealed class Backbone : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _input;
    private readonly TensorElementType _type;
    private readonly int _tokens; // vectors that the output has for an image
    private readonly RunOptions _run = new();

    private Backbone(string path, string sha256, string[] external, InferenceSession session,
        Preprocessing preprocessing, bool channelsLast, int? largestBatch, string output)
    {
        Path = path;
        ExternalFiles = external;
        _session = session;
        _input = session.InputNames[0];
        _type = session.InputMetadata[_input].ElementDataType;
        ChannelsLast = channelsLast;
        MaxBatch = largestBatch;
        Preprocessing = preprocessing;
        Output = output;
        Sha256 = sha256;
        (_tokens, Width) = Measure();
    }

    /// <summary>The path of the ONNX file.</summary>
    public string Path { get; }

    /// <summary>Paths of files that hold the model's constants, if they do not lie in the ONNX file.</summary>
    public IReadOnlyList<string> ExternalFiles { get; }

    /// <summary>SHA-256 of the file, with that of <see cref="ExternalFiles"/> if there are any; lower-case
    /// hex.</summary>
    public string Sha256 { get; }

    /// <summary>The name of the output, or of the inner value, that gives the features.</summary>
    public string Output { get; }

    /// <summary>The feature width D.</summary>
    public int Width { get; }

    /// <summary>Whether the input is [N, H, W, 3]; if false, it is [N, 3, H, W].</summary>
    public bool ChannelsLast { get; }

    /// <summary>The number of images that the model takes at once: 1, or null for any number.</summary>
    public int? MaxBatch { get; }

    /// <summary>The preprocessing of images.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>The number of values that the model takes for an image: 3 * crop * crop.</summary>
    public int InputLength => 3 * Preprocessing.Crop * Preprocessing.Crop;

    /// <summary>Creates the description that is stored in a trained model.</summary>
    /// <param name="file">the name of the ONNX file next to the trained model</param>
    public BackboneDescription Describe(string file) =>
        new() { File = file, Sha256 = Sha256, Output = Output, Width = Width, Preprocessing = Preprocessing };

    /// <summary>
    /// Loads an image model. ONNX Runtime's telemetry is switched off first, unless the environment has
    /// ORT_DISABLE_TELEMETRY=0.
    /// </summary>
    /// <param name="path">
    /// the path of the ONNX file. MODEL.json next to it has the settings that the other parameters do not set
    /// </param>
    /// <param name="preprocessing">
    /// the preprocessing of images. Null takes it from MODEL.json, or else from the preset that the file name suggests
    /// </param>
    /// <param name="output">
    /// the output or inner value that gives the features. Null takes it from MODEL.json, or else finds the pooled one
    /// </param>
    /// <exception cref="ImageDataException">
    /// The file is not such a model, has no such output, or takes images of another size than the preprocessing makes.
    /// </exception>
    /// <exception cref="ArgumentException">The preprocessing is not valid.</exception>
    public static Backbone Load(string path, Preprocessing? preprocessing = null, string? output = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (preprocessing?.Validate() is [var problem, ..])
            throw new ArgumentException(problem, nameof(preprocessing));
        var sideCar = SideCar.Read(path);
        var chosen = preprocessing ?? sideCar?.Preprocessing ?? Preprocessing.Preset(Preprocessing.GuessPreset(path));
        var bytes = EncoderSession.ReadAll(path);
        var model = EncoderSession.Parse(bytes, path);
        var value = output ?? sideCar?.Output ?? PooledOutput.Find(model.Graph, path);
        var isChanged = PooledOutput.Expose(model.Graph, value, path);
        if (GraphPart.FreeInputs(model.Graph).Length > 1)
        {
            GraphPart.Keep(model.Graph, value); // the text tower is not needed
            isChanged = true;
        }

        var external = EncoderSession.ExternalFilesOf(model.Graph, path);
        var session = EncoderSession.Open(isChanged ? model.ToByteArray() : bytes, path);
        try
        {
            var (size, channelsLast, batch) = InputOf(session, path);
            if (size is { } side && side != chosen.Crop)
                chosen = preprocessing is null && sideCar is null
                    ? chosen with
                    {
                        Crop = side,
                        Resize = chosen.Resize is { } resize
                        ? Math.Max(side, resize * side / chosen.Crop) : null
                    }
                    : throw new ImageDataException(path, "crop", $"{side}, the side that the model takes", chosen.Crop);
            return new Backbone(path, EncoderSession.Checksum(bytes, external), external, session, chosen,
                channelsLast, batch, value);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the features of prepared images.</summary>
    /// <param name="pixels">[B * <see cref="InputLength"/>] the values of the images</param>
    /// <param name="count">the number of images B, at least 1, at most <see cref="MaxBatch"/></param>
    /// <param name="features">[B * D] receives the features</param>
    /// <exception cref="ImageDataException">
    /// The model fails, or its output does not have D values for each image.
    /// </exception>
    public void Extract(Memory<float> pixels, int count, Span<float> features)
    {
        try
        {
            using var input = Input(pixels, count);
            using var outputs = _session.Run(_run, [_input], [input], [Output]);
            var values = TensorNumbers.Read(outputs[0]);
            var width = features.Length / count;
            if (values.Length != count * _tokens * width)
                throw new ImageDataException(Path, $"output '{Output}'", $"{_tokens * width} numbers an image",
                    $"{values.Length / count}");
            // of a sequence, the first: the class token
            for (var i = 0; i < count; i++)
                values.AsSpan(i * _tokens * width, width).CopyTo(features[(i * width)..]);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(Path, "model", "one that runs", EncoderSession.FirstLine(exception),
                exception);
        }
    }

    /// <summary>Images as the model takes them; the caller disposes the tensor.</summary>
    internal OrtValue Input(Memory<float> pixels, int count)
    {
        var crop = Preprocessing.Crop;
        long[] shape = ChannelsLast ? [count, crop, crop, 3] : [count, 3, crop, crop];
        return TensorNumbers.Create(pixels[..(count * InputLength)], shape, _type);
    }

    /// <summary>Writes an image as the model takes it.</summary>
    internal void Prepare(Decoding.RgbaImage image, Span<float> pixels) =>
        Preprocessing.Normalise(image, ChannelsLast, pixels);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private (int Tokens, int Width) Measure()
    {
        try
        {
            using var input = Input(new float[InputLength], 1);
            using var outputs = _session.Run(_run, [_input], [input], [Output]);
            var found = outputs[0].GetTensorTypeAndShape();
            if (!TensorNumbers.Knows(found.ElementDataType)
                || found.Shape is not ([1, > 0] or [1, > 0, 1, 1] or [1, 1, 1, > 0] or [1, > 0, > 0]))
                throw new ImageDataException(Path, $"output '{Output}'", "one vector an image",
                    $"{found.ElementDataType} of shape [{string.Join(", ", found.Shape)}]");
            var tokens = found.Shape is [_, var length, _] ? (int)length : 1;
            return (tokens, (int)found.ElementCount / tokens);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(Path, "model", "one that takes photographs",
                EncoderSession.FirstLine(exception), exception);
        }
    }

    private static (int? Size, bool ChannelsLast, int? Batch) InputOf(InferenceSession session, string path)
    {
        var inputs = session.InputMetadata;
        if (inputs.Count != 1)
            throw new ImageDataException(path, "model", "of one input", $"of {inputs.Count}");
        var (name, input) = inputs.First();
        var shape = input.Dimensions;
        var channelsLast = shape is [_, _, _, 3];
        if (!TensorNumbers.Knows(input.ElementDataType)
            || !(channelsLast || shape is [_, 3 or < 0, _, _]))
            throw new ImageDataException(path, $"input '{name}'",
                "float32 or float16 of shape [N, 3, H, W] or [N, H, W, 3]",
                $"{input.ElementDataType} of shape [{string.Join(", ", shape)}]");
        var (height, width) = channelsLast ? (shape[1], shape[2]) : (shape[2], shape[3]);
        if (height != width && height > 0 && width > 0)
            throw new ImageDataException(path, $"input '{name}'", "square", $"{height} x {width}");
        if (shape[0] > 1)
            throw new ImageDataException(path, $"input '{name}'", "of any number of images, or 1", shape[0]);
        return (Math.Max(height, width) is > 0 and var side ? side : null, channelsLast, shape[0] == 1 ? 1 : null);
    }
}
