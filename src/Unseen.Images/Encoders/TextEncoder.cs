using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Unseen.Images.Backbones;
using Unseen.Images.Onnx;

namespace Unseen.Images.Encoders;

/// <summary>
/// A text encoder in ONNX format: the text tower of a model such as CLIP or SigLIP, or a sentence encoder. Computes a
/// vector of unit length for each text. Thread-safe.
/// </summary>
public sealed class TextEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string Ids = "input_ids", Mask = "attention_mask", Types = "token_type_ids";

    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly TextTokenizer _tokenizer;
    private readonly TextOutput _output;
    private readonly int? _length; // number of tokens, if the graph fixes it

    private TextEncoder(string path, InferenceSession session, TextTokenizer tokenizer, TextOutput output)
    {
        (_path, _session, _tokenizer, _output) = (path, session, tokenizer, output);
        _length = session.InputMetadata[Ids].Dimensions is [_, > 0 and var length] ? length : null;
        Width = Encode("a").Length;
    }

    /// <summary>The length A of the vectors.</summary>
    public int Width { get; }

    /// <summary>The maximum number of tokens of a text. Longer texts are truncated.</summary>
    public int MaxTokens => Math.Min(_length ?? int.MaxValue, _tokenizer.MaxLength);

    /// <summary>Opens the text encoder in a folder. The caller disposes it.</summary>
    /// <param name="folder">a folder as exporters write it: text_model.onnx, textual.onnx or model.onnx, in the folder
    /// or in its subfolder onnx, together with the files of the tokenizer</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ImageDataException">The folder or a file does not exist, a file is damaged or of an unsupported
    /// kind, or the model takes no texts.</exception>
    public static TextEncoder Load(string folder) => Load(new EncoderFolder(folder));

    /// <summary>Opens the text encoder in a folder that is already open.</summary>
    internal static TextEncoder Load(EncoderFolder folder)
    {
        var path = folder.TextModel ?? throw new ImageDataException(folder.Path,
            "there is no text encoder (text_model.onnx, textual.onnx or model.onnx), here or under onnx/. "
                + "docs/encoders.md says how to export one");
        var tokenizer = TokenizerReader.Read(folder);
        var bytes = FileContents.ReadBytes(path);
        var model = OnnxSession.Parse(bytes, path);
        if (!GraphPart.FreeInputs(model.Graph).Contains(Ids))
            throw new ImageDataException(path,
                $"the model takes no texts: it has no input {Ids}, but "
                    + $"{string.Join(", ", GraphPart.FreeInputs(model.Graph))}. Name a folder with a text encoder");
        var outputs = model.Graph.Output.ToDictionary(
            output => output.Name, output => output.Type?.TensorType?.Shape?.Dim.Count ?? 0);
        var output = TextOutput.Choose(folder, outputs, path);
        GraphPart.ReduceTo(model.Graph, output.Name); // the image tower is not needed
        OnnxSession.GetExternalFiles(model.Graph, path);
        var session = OnnxSession.Open(Google.Protobuf.MessageExtensions.ToByteArray(model), path);
        try
        {
            CheckInputs(session, path);
            return new TextEncoder(path, session, tokenizer, output);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the vector of a text.</summary>
    /// <param name="text">the text</param>
    /// <returns>[A] the vector, of unit length</returns>
    /// <exception cref="ImageDataException">The model fails, or its vector is 0 everywhere or not finite.</exception>
    public float[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = Tokens(text);
        var inputs = Inputs(tokens, _session.InputMetadata);
        try
        {
            using var run = new RunOptions();
            using var outputs = _session.Run(run, [.. inputs.Keys], [.. inputs.Values], [_output.Name]);
            var vector = Pool(TensorNumbers.Read(outputs[0]), outputs[0].GetTensorTypeAndShape().Shape, tokens.Mask);
            var length = TensorPrimitives.Norm<float>(vector);
            if (!float.IsFinite(length) || length == 0)
                throw new ImageDataException(_path,
                    $"output '{_output.Name}' is {(length == 0 ? "0 everywhere" : "not finite")} for the text "
                        + $"'{text}'. Use a float32 model");
            TensorPrimitives.Divide(vector, length, vector);
            return vector;
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(
                _path, $"the model fails on a text: {OnnxFailure.Describe(exception)}", exception);
        }
        finally
        {
            foreach (var input in inputs.Values)
                input.Dispose();
        }
    }

    /// <summary>Creates the inputs of the model for a text, by name. The caller disposes them.</summary>
    internal Dictionary<string, OrtValue> Inputs(string text, IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        Inputs(Tokens(text), metadata);

    private static Dictionary<string, OrtValue> Inputs(
        (long[] Ids, long[] Mask) tokens, IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        metadata.Where(input => input.Key is Ids or Mask or Types).ToDictionary(input => input.Key, input => Tensor(
            input.Key == Ids ? tokens.Ids : input.Key == Mask ? tokens.Mask : new long[tokens.Ids.Length],
            input.Value));

    private (long[] Ids, long[] Mask) Tokens(string text)
    {
        var (ids, count) = _tokenizer.Encode(text, _length);
        var mask = new long[ids.Length];
        // An encoder that was trained on texts padded to one length also attends to the padding.
        Array.Fill(mask, 1, 0, _tokenizer.IsAlwaysFull ? mask.Length : count);
        return (ids, mask);
    }

    /// <summary>Computes the vectors of texts, on all cores.</summary>
    /// <param name="values">the texts</param>
    /// <param name="options">not used: the encoder determines the length of the vectors</param>
    /// <param name="cancellationToken">stops between texts</param>
    /// <returns>the vectors in the order of the texts, each [A] and of unit length</returns>
    /// <exception cref="ImageDataException">The model fails, or a vector is 0 everywhere or not finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        var vectors = new Embedding<float>[texts.Length];
        await Parallel.ForAsync(0, texts.Length, cancellationToken, (i, _) =>
        {
            vectors[i] = new Embedding<float>(Encode(texts[i]));
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return [.. vectors];
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("unseen",
            defaultModelId: Path.GetFileName(_path), defaultModelDimensions: Width)
        : serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static void CheckInputs(InferenceSession session, string path)
    {
        foreach (var (name, input) in session.InputMetadata)
            if (name is not (Ids or Mask or Types)
                || input.ElementDataType is not (TensorElementType.Int64 or TensorElementType.Int32)
                || input.Dimensions.Length != 2)
                throw new ImageDataException(path,
                    $"input '{name}' of shape [{string.Join(", ", input.Dimensions)}] is not an input of a text "
                        + $"encoder, which takes {Ids}, {Mask} and {Types}: whole numbers of shape [N, tokens]");
    }

    private static OrtValue Tensor(long[] values, NodeMetadata input)
    {
        long[] shape = [1, values.Length];
        return input.ElementDataType == TensorElementType.Int64
            ? OrtValue.CreateTensorValueFromMemory(values, shape)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (int)value), shape);
    }

    private float[] Pool(float[] values, long[] shape, long[] mask)
    {
        if (shape is [1, > 0])
            return values;
        if (_output.Pooling == TextPooling.None || shape is not [1, var tokens, > 0 and var width]
            || tokens != mask.Length)
            throw new ImageDataException(_path,
                $"output '{_output.Name}' has the shape [{string.Join(", ", shape)}], which is not one vector for "
                    + "each text");
        if (_output.Pooling == TextPooling.First)
            return values[..(int)width];
        var sum = new float[width];
        for (var token = 0; token < tokens; token++)
            if (mask[token] == 1)
                TensorPrimitives.Add(sum, values.AsSpan(token * (int)width, (int)width), sum);
        return sum; // not divided by the number of tokens, since the caller scales it to unit length
    }
}
