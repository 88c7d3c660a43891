using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Unseen.Images.Onnx;

namespace Unseen.Images.Tests.Encoders;

/// <summary>
/// An encoder of images and texts so small that tests can compute its vectors in plain loops. It has the inputs,
/// outputs and files of public exports. The vector of an image is its mean red, green and blue. The vector of a text is
/// the sum of the rows of its tokens in a table. Both vectors are scaled to unit length.
/// </summary>
internal sealed class TinyTowers
{
    public const int Width = 3;
    public const int Start = 6; // number of the token that every text begins with

    private const int Side = 4;
    private const string ImageOutput = "image_embeds", TextOutput = "text_embeds";
    private const int FloatType = 1, Int64Type = 7, Float16Type = 10, Int32Type = 6;

    /// <summary>The words that are one token each, in the order of their numbers.</summary>
    public static string[] Words { get; } = ["red", "green", "blue", "a", "photo", "of"];

    /// <summary>Whether numbers are float16; otherwise, they are float32.</summary>
    public bool Half { get; init; }

    /// <summary>Whether the constants are in a second file.</summary>
    public bool External { get; init; }

    /// <summary>Whether the text tower has an input "attention_mask".</summary>
    public bool HasMask { get; init; } = true;

    /// <summary>Whether token numbers are int32; otherwise, they are int64.</summary>
    public bool Int32Ids { get; init; }

    /// <summary>The number of tokens that a text must have; null for any number.</summary>
    public int? FixedLength { get; init; }

    /// <summary>The factor of the cosines in the scores of a joint model.</summary>
    public float Scale { get; init; } = 50;

    /// <summary>The number that is added to the scores of a joint model; null for none.</summary>
    public float? Bias { get; init; }

    /// <summary>Gets the row of a token in the table: a unit vector for "red", "green" and "blue", half of the vector
    /// of "green" for the start token, zeros for the end token, and one common row for all other tokens.</summary>
    public static float[] Row(int id) => id switch
    {
        < 3 => [.. Enumerable.Range(0, Width).Select(d => d == id ? 1f : 0)],
        Start => [0, 0.5f, 0],
        Start + 1 => [0, 0, 0], // the end token
        _ => [0.125f, 0.125f, 0.25f],
    };

    /// <summary>Writes a folder with one model of both towers.</summary>
    public string WriteJoint(string folder, string name = "model.onnx")
    {
        var graph = new GraphProto { Name = "towers" };
        AddImages(graph);
        AddTexts(graph);
        var builder = new GraphBuilder(graph, 17);
        builder.Add("Transpose", "texts_t", [TextOutput], GraphBuilder.Ints("perm", 1, 0));
        builder.Add("MatMul", "cosines", [ImageOutput, "texts_t"]);
        builder.Add("Mul", Bias is null ? "logits_per_image" : "scaled",
            ["cosines", Constant(graph, "scale", [Scale])]);
        if (Bias is { } bias)
            builder.Add("Add", "logits_per_image", ["scaled", Constant(graph, "bias", [bias])]);
        graph.Output.Add(Value("logits_per_image", NumberType, "images", "texts"));
        Save(graph, Path.Combine(folder, name));
        return folder;
    }

    /// <summary>Writes a folder with a model for each tower.</summary>
    public string WriteSplit(string folder)
    {
        var images = new GraphProto { Name = "images" };
        AddImages(images);
        Save(images, Path.Combine(folder, "vision_model.onnx"));
        var texts = new GraphProto { Name = "texts" };
        AddTexts(texts);
        Save(texts, Path.Combine(folder, "text_model.onnx"));
        return folder;
    }

    /// <summary>Writes a sentence encoder: a model with vectors of tokens, which are then pooled outside the
    /// model.</summary>
    public string WriteSentences(string folder)
    {
        var graph = new GraphProto { Name = "sentences" };
        foreach (var input in new[] { "input_ids", "attention_mask", "token_type_ids" })
            graph.Input.Add(Value(input, Int64Type, "batch", "length"));
        var builder = new GraphBuilder(graph, 17);
        builder.Add("Gather", "last_hidden_state", [Table(graph), "input_ids"]);
        graph.Output.Add(Value("last_hidden_state", FloatType, "batch", "length", Width));
        builder.Add("ReduceMax", "pooler_output", ["last_hidden_state"], GraphBuilder.Ints("axes", 1),
            GraphBuilder.Int("keepdims", 0));
        graph.Output.Add(Value("pooler_output", FloatType, "batch", Width));
        Save(graph, Path.Combine(folder, "model.onnx"));
        return folder;
    }

    /// <summary>Writes the JSON files of a CLIP model, with a vocabulary of the words: tokenizer.json if
    /// <paramref name="asOne"/> is true, otherwise vocab.json and merges.txt.</summary>
    public static void WriteJson(string folder, bool asOne = false, string modelType = "clip", int length = 8)
    {
        Directory.CreateDirectory(folder);
        void Write(string name, JsonNode json) => File.WriteAllText(Path.Combine(folder, name), json.ToJsonString());
        Write("config.json", new JsonObject
        {
            ["model_type"] = modelType,
            ["text_config"] = new JsonObject { ["max_position_embeddings"] = length },
        });
        Write("preprocessor_config.json", new JsonObject
        {
            ["do_resize"] = true,
            ["size"] = new JsonObject { ["shortest_edge"] = Side },
            ["resample"] = 3,
            ["do_center_crop"] = true,
            ["crop_size"] = new JsonObject { ["height"] = Side, ["width"] = Side },
            ["do_rescale"] = true,
            ["rescale_factor"] = 1 / 255.0,
            ["do_normalize"] = true,
            ["image_mean"] = new JsonArray(0, 0, 0),
            ["image_std"] = new JsonArray(1, 1, 1),
        });
        var (vocabulary, merges) = Vocabulary();
        if (asOne)
        {
            Write("tokenizer.json", new JsonObject
            {
                ["model"] = new JsonObject
                {
                    ["type"] = "BPE",
                    ["end_of_word_suffix"] = "</w>",
                    ["vocab"] = JsonSerializer.SerializeToNode(vocabulary),
                    ["merges"] = JsonSerializer.SerializeToNode(merges.Select(merge => merge.Split(' '))),
                },
            });
            return;
        }

        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(vocabulary));
        File.WriteAllLines(Path.Combine(folder, "merges.txt"), ["#version: 0.2", .. merges]);
    }

    /// <summary>The vocabulary, numbered from 0: the words, the start and end tokens, the letters, the full stop, and
    /// the parts that words are merged from.</summary>
    private static (Dictionary<string, int> Vocabulary, List<string> Merges) Vocabulary()
    {
        Dictionary<string, int> vocabulary = [];
        List<string> merges = [];
        foreach (var word in Words)
            vocabulary[word + "</w>"] = vocabulary.Count;
        foreach (var mark in new[] { "<|startoftext|>", "<|endoftext|>" })
            vocabulary[mark] = vocabulary.Count;
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            vocabulary.TryAdd($"{letter}", vocabulary.Count);
            vocabulary.TryAdd($"{letter}</w>", vocabulary.Count);
        }

        foreach (var mark in new[] { ".", ".</w>" })
            vocabulary[mark] = vocabulary.Count;
        foreach (var word in Words)
            // From the end of the word, so that merges of other words do not interfere.
            for (var start = word.Length - 2; start >= 0; start--)
            {
                merges.Add($"{word[start]} {word[(start + 1)..]}</w>");
                vocabulary.TryAdd($"{word[start..]}</w>", vocabulary.Count);
            }

        return (vocabulary, merges);
    }

    private int NumberType => Half ? Float16Type : FloatType;

    private void AddImages(GraphProto graph)
    {
        graph.Input.Add(Value("pixel_values", NumberType, "batch", 3, Side, Side));
        var builder = new GraphBuilder(graph, 17);
        builder.Add("GlobalAveragePool", "image_pool", ["pixel_values"]);
        builder.Add("Flatten", "image_flat", ["image_pool"], GraphBuilder.Int("axis", 1));
        Normalise(graph, builder, "image_flat", ImageOutput);
        graph.Output.Add(Value(ImageOutput, NumberType, "batch", Width));
    }

    private void AddTexts(GraphProto graph)
    {
        object length = FixedLength is { } fixedLength ? fixedLength : "length";
        graph.Input.Add(Value("input_ids", Int32Ids ? Int32Type : Int64Type, "batch", length));
        var builder = new GraphBuilder(graph, 17);
        var tokens = builder.Add("Gather", "token_rows", [Table(graph), "input_ids"]);
        if (HasMask)
        {
            graph.Input.Add(Value("attention_mask", Int64Type, "batch", length));
            builder.Add("Cast", "mask_number", ["attention_mask"], GraphBuilder.Int("to", NumberType));
            builder.Add("Unsqueeze", "mask_column", ["mask_number", builder.Indices("mask_axis", 2)]);
            tokens = builder.Add("Mul", "masked_rows", [tokens, "mask_column"]);
        }

        builder.Add("ReduceSum", "text_sum", [tokens, builder.Indices("sum_axis", 1)], GraphBuilder.Int("keepdims", 0));
        Normalise(graph, builder, "text_sum", TextOutput);
        graph.Output.Add(Value(TextOutput, NumberType, "batch", Width));
    }

    private void Normalise(GraphProto graph, GraphBuilder builder, string input, string output)
    {
        builder.Add("ReduceL2", $"{output}_norm", [input], GraphBuilder.Ints("axes", 1),
            GraphBuilder.Int("keepdims", 1));
        builder.Add("Add", $"{output}_positive", [$"{output}_norm", Constant(graph, $"{output}_tiny", [0.0001f])]);
        builder.Add("Div", output, [input, $"{output}_positive"]);
    }

    private string Table(GraphProto graph) =>
        Constant(graph, "table", [.. Enumerable.Range(0, 100).SelectMany(Row)], 100, Width);

    private string Constant(GraphProto graph, string name, float[] values, params int[] shape)
    {
        byte[] bytes = Half ? MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()).ToArray()
            : MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        var tensor = new TensorProto { Name = name, DataType = NumberType, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.Add(shape.Length == 0 ? [1L] : shape.Select(size => (long)size));
        graph.Initializer.Add(tensor);
        return name;
    }

    private static ValueInfoProto Value(string name, int type, params object[] shape)
    {
        var sizes = new TensorShapeProto();
        foreach (var size in shape)
            sizes.Dim.Add(size is int value ? new TensorShapeProto.Types.Dimension { DimValue = value }
                : new TensorShapeProto.Types.Dimension { DimParam = (string)size });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = sizes } },
        };
    }

    private void Save(GraphProto graph, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (External)
            MoveOut(graph, path + "_data");
        var model = new ModelProto
        {
            IrVersion = 8,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
        };
        File.WriteAllBytes(path, model.ToByteArray());
    }

    private static void MoveOut(GraphProto graph, string path)
    {
        using var file = File.Create(path);
        foreach (var tensor in graph.Initializer.Where(one => one.RawData.Length > 0))
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = Path.GetFileName(path) });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{file.Position}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            file.Write(tensor.RawData.Span);
            tensor.RawData = ByteString.Empty;
        }
    }
}
