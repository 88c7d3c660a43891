using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
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
    private readonly RunOptions _run = new();

    private Backbone(string path, byte[] bytes, InferenceSession session, Preprocessing preprocessing,
        bool channelsLast, int? largestBatch, string output)
    {
        Path = path;
        _session = session;
        _input = session.InputNames[0];
        ChannelsLast = channelsLast;
        MaxBatch = largestBatch;
        Preprocessing = preprocessing;
        Output = output;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Width = MeasureWidth();
    }

    /// <summary>The path of the ONNX file.</summary>
    public string Path { get; }

    /// <summary>The SHA-256 of the file, in lower-case hex.</summary>
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
        var bytes = ReadAll(path);
        var model = Parse(bytes, path);
        var value = output ?? sideCar?.Output ?? PooledOutput.Find(model.Graph, path);
        var isChanged = PooledOutput.Expose(model.Graph, value, path);
        var session = Open(isChanged ? model.ToByteArray() : bytes, path);
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
            return new Backbone(path, bytes, session, chosen, channelsLast, batch, value);
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
        var crop = Preprocessing.Crop;
        long[] shape = ChannelsLast ? [count, crop, crop, 3] : [count, 3, crop, crop];
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, pixels[..(count * InputLength)], shape);
            using var outputs = _session.Run(_run, [_input], [input], [Output]);
            var values = outputs[0].GetTensorDataAsSpan<float>();
            if (values.Length != features.Length)
                throw new ImageDataException(Path, $"output '{Output}'", $"{features.Length / count} numbers an image",
                    $"{values.Length / count}");
            values.CopyTo(features);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(Path, "model", "one that runs", FirstLine(exception), exception);
        }
    }

    /// <summary>Writes the values of an image in the form that the model takes.</summary>
    internal void Prepare(Decoding.RgbaImage image, Span<float> pixels) =>
        Preprocessing.Normalise(image, ChannelsLast, pixels);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private int MeasureWidth()
    {
        var crop = Preprocessing.Crop;
        long[] shape = ChannelsLast ? [1, crop, crop, 3] : [1, 3, crop, crop];
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, new Memory<float>(new float[InputLength]), shape);
            using var outputs = _session.Run(_run, [_input], [input], [Output]);
            var found = outputs[0].GetTensorTypeAndShape();
            if (found.Shape is not ([1, > 0] or [1, > 0, 1, 1] or [1, 1, 1, > 0]))
                throw new ImageDataException(Path, $"output '{Output}'", "one vector an image",
                    $"of shape [{string.Join(", ", found.Shape)}]");
            return (int)found.ElementCount;
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(Path, "model", "one that takes photographs", FirstLine(exception), exception);
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
        if (input.ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float
            || !(channelsLast || shape is [_, 3 or < 0, _, _]))
            throw new ImageDataException(path, $"input '{name}'", "float32 of shape [N, 3, H, W] or [N, H, W, 3]",
                $"{input.ElementDataType} of shape [{string.Join(", ", shape)}]");
        var (height, width) = channelsLast ? (shape[1], shape[2]) : (shape[2], shape[3]);
        if (height != width && height > 0 && width > 0)
            throw new ImageDataException(path, $"input '{name}'", "square", $"{height} x {width}");
        if (shape[0] > 1)
            throw new ImageDataException(path, $"input '{name}'", "of any number of images, or 1", shape[0]);
        return (Math.Max(height, width) is > 0 and var side ? side : null, channelsLast, shape[0] == 1 ? 1 : null);
    }

    private static InferenceSession Open(byte[] bytes, string path)
    {
        OnnxTelemetry.SwitchOff();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1, // images are processed in parallel, one per core
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            return new InferenceSession(bytes, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(path, "model", "one that ONNX Runtime loads", FirstLine(exception), exception);
        }
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImageDataException(path, "image model", "a readable .onnx file", File.Exists(path)
                ? exception.Message.TrimEnd('.') : null, exception);
        }
    }

    private static ModelProto Parse(byte[] bytes, string path)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(bytes);
            return model.Graph is { Node.Count: > 0 } ? model
                : throw new ImageDataException(path, "file", "an ONNX model", "one without a graph");
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new ImageDataException(path, "file", "an ONNX model", exception.Message.TrimEnd('.'), exception);
        }
    }

    private static string FirstLine(Exception exception) => exception.Message.Split(['\r', '\n'])[0].TrimEnd('.');
}
