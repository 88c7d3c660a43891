using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Unseen.Images.Backbones;
using Unseen.Images.Onnx;
using Unseen.Inference;

namespace Unseen.Images.Export;

/// <summary>
/// Writes a trained model as a standard ONNX graph, which ONNX Runtime and other runtimes can run without this
/// library.
/// </summary>
public static class OnnxExport
{
    /// <summary>The name of the first output: the logits of all classes, [N, C].</summary>
    public const string Scores = "scores";

    /// <summary>The name of the second output: the probabilities of all classes, [N, C]; calibrated if the model
    /// is.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>The name of the input of a graph without image models: raw features, [N, D].</summary>
    public const string Features = "features";

    /// <summary>
    /// The name of the input of a graph with image models: red, green and blue from 0 to 255, [N, 3, crop, crop].
    /// </summary>
    public const string Images = "images";

    private const long IrVersion = 8;
    private const long Opset = 17;
    private const float NegativeSlope = 0.2f; // of a LeakyReLU
    private const float MinNorm = 1e-12f; // the same as in UnseenModel
    private const float TiniestNorm = 1e-37f; // prevents division by 0, so that a zero vector stays zero

    /// <summary>
    /// Writes the graph. Its metadata contains "classes" (a JSON list of names), "seen" (0 or 1 for each class), the
    /// model's metadata except "imageModels", and, in a graph with image models, the "preprocessing" of photographs.
    /// </summary>
    /// <param name="model">the trained model</param>
    /// <param name="stream">the stream that the graph is written to; stays open</param>
    /// <param name="features">
    /// the image models to include in the graph, or null for a graph whose input is features
    /// </param>
    /// <exception cref="ImageDataException">The file of an image model cannot be read, or the image models cannot be
    /// combined in one graph.</exception>
    /// <exception cref="IOException">The stream cannot be written to, or a file of constants cannot be
    /// read.</exception>
    public static void Write(UnseenModel model, Stream stream, ImageFeatures? features = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = new GraphProto { Name = "unseen" };
        var export = new ModelProto { IrVersion = IrVersion, ProducerName = "unseen", Graph = graph };
        var opset = Opset;
        string input;
        if (features is null)
        {
            graph.Input.Add(GraphBuilder.Batch(Features, model.FeatureWidth));
            export.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
            input = Features;
        }
        else
        {
            (input, opset) = ImageModels.Add(export, features);
        }

        var builder = new GraphBuilder(graph, opset);
        if (model.Branch is { } branch)
            builder.Add("Add", Scores,
                [AddClassifier(model, builder, input, "", "trained"),
                    AddClassifier(branch, builder, input, "branch.", "added")]);
        else
            AddClassifier(model, builder, input, "", Scores);
        AddProbabilities(model, builder);
        graph.Output.Add(GraphBuilder.Batch(Scores, model.ClassNames.Count));
        graph.Output.Add(GraphBuilder.Batch(Probabilities, model.ClassNames.Count));
        Describe(export, model, features);
        export.WriteTo(stream);
    }

    /// <summary>Adds the nodes of a classifier, but not the nodes of its branch.</summary>
    /// <param name="model">the classifier</param>
    /// <param name="builder">the graph</param>
    /// <param name="input">the name of the value with the raw features</param>
    /// <param name="prefix">the prefix of the names of all values that are added, except the scores</param>
    /// <param name="scores">the name of the value for the scores</param>
    /// <returns><paramref name="scores"/></returns>
    private static string AddClassifier(
        UnseenModel model, GraphBuilder builder, string input, string prefix, string scores)
    {
        var width = model.FeatureWidth;
        var value = model.Scaling.Kind switch
        {
            FeatureScalingKind.MinMax => builder.Add(
                "Div", prefix + "scaled", [builder.Add("Sub", prefix + "shifted",
                    [input, builder.Constant(prefix + "scaling.minimum", model.Scaling.Minimum, width)]),
                    builder.Constant(prefix + "scaling.span", model.Scaling.Span, width)]),
            FeatureScalingKind.L2 => builder.UnitLength(prefix + "scaled", input, TiniestNorm),
            _ => input,
        };
        if (model.FeatureMap is { } map)
            value = AddMap(map, builder, value, prefix);
        if (model.Form == ClassifierForm.Prototype)
            value = builder.UnitLength(prefix + "unit", value, MinNorm);
        var weight = model.Tensors[UnseenModel.WeightName];
        var product = builder.Add("Gemm", prefix + "product",
            [value, builder.Constant(
                prefix + UnseenModel.WeightName, weight.Values.Span, weight.Shape[0], weight.Shape[1])],
            GraphBuilder.Int("transB", 1));
        var tempered = builder.Add("Div", prefix + "tempered",
            [product, builder.Constant(prefix + "temperature", [model.Temperature], 1)]);
        return builder.Add("Add", scores, [tempered, builder.Constant(
            prefix + UnseenModel.BiasName, model.Tensors[UnseenModel.BiasName].Values.Span, weight.Shape[0])]);
    }

    /// <summary>Adds the softmax of the scores. If the model is calibrated, the scores are first divided by the
    /// temperature for the best class.</summary>
    private static void AddProbabilities(UnseenModel model, GraphBuilder builder)
    {
        var calibrated = Scores;
        if (model.Calibration is { } calibration)
        {
            float[] temperatures = [.. model.IsSeen.Select(seen => (float)calibration.TemperatureFor(!seen))];
            var best = builder.Add("ArgMax", "best", [Scores], GraphBuilder.Int("axis", 1));
            calibrated = builder.Add("Div", "calibrated", [Scores, builder.Add("Gather", "calibration",
                [builder.Constant("calibration.temperatures", temperatures, temperatures.Length), best])]);
        }

        builder.Add("Softmax", Probabilities, [calibrated], GraphBuilder.Int("axis", 1));
    }

    private static string AddMap(ModelMap map, GraphBuilder builder, string input, string prefix)
    {
        var (value, kept) = (input, new List<string>());
        if (map.KeepsFeatures)
            kept.Add(input);
        foreach (var (place, layer) in map.Layers.Index())
        {
            var name = prefix + (place == 0 ? "map" : $"map{place + 1}");
            value = Linear(builder, name, value, layer.Weight, layer.Bias);
            value = layer.Activation switch
            {
                Activation.Relu => builder.Add("Relu", $"{name}.relu", [value]),
                Activation.LeakyRelu => builder.Add("LeakyRelu", $"{name}.leakyRelu", [value],
                    GraphBuilder.Float("alpha", NegativeSlope)),
                Activation.Sigmoid => builder.Add("Sigmoid", $"{name}.sigmoid", [value]),
                _ => value,
            };
            if (layer.IsKept)
                kept.Add(value);
        }

        return kept.Count == 1 ? kept[0]
            : builder.Add("Concat", prefix + "mapped", [.. kept], GraphBuilder.Int("axis", 1));
    }

    private static string Linear(GraphBuilder builder, string name, string input, ModelTensor weight, ModelTensor bias)
        => builder.Add(
        "Gemm", $"{name}.product",
        [input, builder.Constant($"{name}.weight", weight.Values.Span, weight.Shape[0], weight.Shape[1]),
            builder.Constant($"{name}.bias", bias.Values.Span, bias.Shape[0])],
        GraphBuilder.Int("transB", 1));

    private static void Describe(ModelProto export, UnseenModel model, ImageFeatures? features)
    {
        void Note(string key, string value) =>
            export.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        Note("classes", JsonSerializer.Serialize([.. model.ClassNames], ImageJson.Default.StringArray));
        Note("seen", string.Concat(model.IsSeen.Select(seen => seen ? '1' : '0')));
        foreach (var (key, value) in model.Metadata.Where(entry => entry.Key != ImageFeatures.MetadataKey))
            Note(key, value);
        if (features?.Backbones[0].Preprocessing is { } preprocessing)
        {
            var crop = string.Create(CultureInfo.InvariantCulture, $"{preprocessing.Crop} x {preprocessing.Crop}");
            var size = preprocessing.Resize is { } side
                ? string.Create(CultureInfo.InvariantCulture, $"the short side to {side}") : $"to {crop}";
            Note("preprocessing", $"resize {size}, crop the centre to {crop}, red, green and blue from 0 to 255");
        }
    }
}
