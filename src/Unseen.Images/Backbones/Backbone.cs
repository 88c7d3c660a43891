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
    private readonly RunOptions _run = new();

    private Backbone(string path, string sha256, string[] external, InferenceSession session,
        Preprocessing preprocessing, bool channelsLast, int? batch, string output)
    {
        Path = path;
        ExternalFiles = external;
        _session = session;
        _input = session.InputNames[0];
        _type = session.InputMetadata[_input].ElementDataType;
        ChannelsLast = channelsLast;
        MaxBatch = batch;
        Preprocessing = preprocessing;
        Output = output;
        Sha256 = sha256;
        Form = Measure();
    }

    /// <summary>The path of the ONNX file.</summary>
    public string Path { get; }

    /// <summary>The paths of other files that contain constants of the model; empty if all constants are in the ONNX
    /// file.</summary>
    public IReadOnlyList<string> ExternalFiles { get; }

    /// <summary>The SHA-256 of the contents of the ONNX file, followed by the contents of <see cref="ExternalFiles"/>
    /// if there are any, in lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>The name of the output or intermediate value that is converted to features.</summary>
    public string Output { get; }

    /// <summary>The feature width D.</summary>
    public int Width => Form.Width;

    /// <summary>How the output is converted to features, for example ", the mean over 49 positions"; empty if it is not
    /// converted.</summary>
    public string OutputDescription => Form.Description;

    /// <summary>A warning that the output seems to be scores of the model's own classes; otherwise null.</summary>
    public string? Warning { get; private set; }

    /// <summary>Whether the input is [N, H, W, 3]; if false, it is [N, 3, H, W].</summary>
    public bool ChannelsLast { get; }

    /// <summary>The fixed number of images that the model takes at once, or null for any number. A smaller batch is
    /// padded with empty images.</summary>
    public int? MaxBatch { get; }

    /// <summary>The preprocessing of images.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>How the output is converted to features.</summary>
    internal OutputForm Form { get; }

    /// <summary>The number of values that the model takes for an image: 3 * crop * crop.</summary>
    public int InputLength => 3 * Preprocessing.Crop * Preprocessing.Crop;

    /// <summary>Creates the description that is stored in a trained model.</summary>
    /// <param name="file">the name of the ONNX file next to the trained model</param>
    public BackboneDescription Describe(string file) =>
        new() { File = file, Sha256 = Sha256, Output = Output, Width = Width, Preprocessing = Preprocessing };

    /// <summary>
    /// Loads an image model, which the caller disposes. ONNX Runtime's telemetry is switched off first, unless the
    /// environment variable ORT_DISABLE_TELEMETRY is already set, for example to 0.
    /// </summary>
    /// <param name="path">
    /// the path of the ONNX file, MODEL.onnx. If there is a file MODEL.json next to it, that file provides the
    /// parameters that are null
    /// </param>
    /// <param name="preprocessing">
    /// the preprocessing of images. Null (default) takes the preprocessing from MODEL.json. Without this file, the
    /// preset that the name of the ONNX file suggests is adapted to the image size that the model requires
    /// </param>
    /// <param name="output">
    /// the name of the output or intermediate value that is converted to features. Null (default) takes the name from
    /// MODEL.json; if there is none, the pooled output is chosen
    /// </param>
    /// <exception cref="ImageDataException">
    /// A file does not exist, cannot be read or is not valid; or the model takes no photographs, has no such output,
    /// fails on an image, or requires images of a size that the preprocessing does not produce.
    /// </exception>
    /// <exception cref="ArgumentException">The path is empty, or the preprocessing is not valid.</exception>
    public static Backbone Load(string path, Preprocessing? preprocessing = null, string? output = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (preprocessing?.Validate() is [var problem, ..])
            throw new ArgumentException(problem, nameof(preprocessing));
        var sideCar = SideCar.Read(path);
        var chosen = preprocessing ?? sideCar?.Preprocessing ?? Preprocessing.Preset(Preprocessing.GuessPreset(path));
        var bytes = FileContents.ReadBytes(path);
        var model = OnnxSession.Parse(bytes, path);
        var value = output ?? sideCar?.Output ?? PooledOutput.Find(model.Graph, path);
        var isChanged = PooledOutput.Prepare(model.Graph, value, path);
        var external = OnnxSession.GetExternalFiles(model.Graph, path);
        var session = OnnxSession.Open(isChanged ? model.ToByteArray() : bytes, path);
        try
        {
            var input = ModelInput.Create(session, path);
            if (input.Side is { } side && side != chosen.Crop)
                chosen = preprocessing is null && sideCar is null
                    ? chosen with
                    {
                        Crop = side,
                        Resize = chosen.Resize is { } resize
                        ? Math.Max(side, resize * side / chosen.Crop) : null
                    }
                    : throw new ImageDataException(path,
                        $"the model takes images of {side} x {side} pixels, but the preprocessing crops them to "
                            + $"{chosen.Crop}. " + (preprocessing is null
                                ? $"Set \"crop\" to {side} in the .json file beside the model"
                                : "Leave the preprocessing out, so that it is adapted to the model"));
            if (chosen.Validate() is [var unfit, ..])
                throw new ImageDataException(path, $"images of the size that the model takes cannot be prepared: "
                    + unfit.TrimEnd('.'));
            bool[] orders = input.ChannelsLast is { } declared ? [declared] : [false, true];
            for (var i = 0; ; i++)
                try
                {
                    var backbone = new Backbone(path, OnnxSession.Checksum(bytes, external), external, session,
                        chosen, orders[i], input.Batch, value);
                    backbone.Warning = ScoreOutput.Warning(model.Graph, value, backbone.Width);
                    return backbone;
                }
                catch (ImageDataException) when (i + 1 < orders.Length)
                {
                    // The model does not declare the order of dimensions, and the first order failed.
                }
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the features of prepared images.</summary>
    /// <param name="pixels">[B * <see cref="InputLength"/>] the values of the images</param>
    /// <param name="count">the number of images B, at least 1 and at most <see cref="MaxBatch"/></param>
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
            if (values.Length != (MaxBatch ?? count) * Form.Length)
                throw new ImageDataException(Path,
                    $"output '{Output}' has {values.Length / (MaxBatch ?? count)} numbers per image, but had "
                        + $"{Form.Length} when the model was loaded. Export the model with outputs of a fixed size");
            for (var i = 0; i < count; i++)
                Form.Pool(values.AsSpan(i * Form.Length, Form.Length), features.Slice(i * Width, Width));
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(
                Path, $"the model fails on an image: {OnnxFailure.Describe(exception)}", exception);
        }
    }

    /// <summary>Whether the input is float16, not float32.</summary>
    internal bool TakesHalves => _type == TensorElementType.Float16;

    /// <summary>Creates the input tensor. If the model takes a fixed number of images, the tensor is padded with empty
    /// images. The caller disposes it.</summary>
    internal OrtValue Input(Memory<float> pixels, int count)
    {
        var crop = Preprocessing.Crop;
        var images = MaxBatch ?? count;
        var whole = pixels[..(count * InputLength)];
        if (images > count)
        {
            whole = new float[images * InputLength];
            pixels[..(count * InputLength)].CopyTo(whole);
        }

        long[] shape = ChannelsLast ? [images, crop, crop, 3] : [images, 3, crop, crop];
        return TensorNumbers.Create(whole, shape, _type);
    }

    /// <summary>Writes an image in the order of dimensions that the model takes.</summary>
    internal void Prepare(Decoding.RgbaImage image, Span<float> pixels) =>
        Preprocessing.Normalise(image, ChannelsLast, pixels);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private OutputForm Measure()
    {
        try
        {
            using var input = Input(new float[InputLength], 1);
            using var outputs = _session.Run(_run, [_input], [input], [Output]);
            var found = outputs[0].GetTensorTypeAndShape();
            return (TensorNumbers.Supports(found.ElementDataType) && found.Shape is [var images, .. var sizes]
                && images == (MaxBatch ?? 1) ? OutputForm.Find(sizes, ChannelsLast) : null)
                ?? throw new ImageDataException(Path,
                    $"output '{Output}' has the shape [{string.Join(", ", found.Shape)}] for a batch of "
                        + $"{MaxBatch ?? 1}, which is not one vector, sequence or map per image. Name another value "
                        + "with --output");
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(
                Path, $"the model fails on an image: {OnnxFailure.Describe(exception)}", exception);
        }
    }
}
