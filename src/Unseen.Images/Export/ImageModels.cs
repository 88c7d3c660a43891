using Unseen.Images.Backbones;
using Unseen.Images.Onnx;

namespace Unseen.Images.Export;

/// <summary>
/// Adds image models to an ONNX graph. Nodes before a model normalise the images, and nodes after it pool and
/// concatenate the features.
/// </summary>
internal static class ImageModels
{
    private const string Model = "model."; // in names of the image model itself, so that no added node has such a name

    /// <summary>Adds the input for images and all nodes that compute the features.</summary>
    /// <returns>the name of the features, [N, D], and the version of the operator set</returns>
    /// <exception cref="ImageDataException">
    /// The models differ in how they resize images, or in their fixed batch sizes, operator sets or functions; or a
    /// file cannot be read.
    /// </exception>
    /// <exception cref="IOException">A file of constants cannot be read.</exception>
    public static (string Features, long Opset) Add(ModelProto export, ImageFeatures features)
    {
        var first = features.Backbones[0];
        var models = features.Backbones.Select(Read).ToArray();
        // Finds the first model with an operator set or function.
        string GetPath(Func<ModelProto, bool> has) => features.Backbones[Array.FindIndex(models, one => has(one))].Path;
        foreach (var (i, model) in models.Index())
        {
            var backbone = features.Backbones[i];
            foreach (var earlier in features.Backbones.Take(i))
                RequireAlike(earlier, backbone);
            foreach (var set in model.OpsetImport)
                if (export.OpsetImport.FirstOrDefault(known => known.Domain == set.Domain) is not { } known)
                    export.OpsetImport.Add(set.Clone());
                else if (known.Version != set.Version)
                    throw new ImageDataException(backbone.Path,
                        $"the model has version {set.Version} of the operators, and "
                            + $"{GetPath(one => one.OpsetImport.Contains(known))} has {known.Version}: only models of "
                            + "one version fit into one graph. Export them with the same opset");
            foreach (var function in model.Functions)
                if (export.Functions.FirstOrDefault(other => (other.Domain, other.Name, other.Overload)
                    == (function.Domain, function.Name, function.Overload)) is not { } known)
                    export.Functions.Add(function);
                else if (!known.Equals(function))
                    throw new ImageDataException(backbone.Path,
                        $"the model's function '{function.Name}' differs from that of "
                            + $"{GetPath(one => one.Functions.Contains(known))}: the two do not fit into one graph. "
                            + "Export them without functions");
        }

        var opset = export.OpsetImport.First(set => set.Domain is "" or "ai.onnx").Version;
        var crop = first.Preprocessing.Crop;
        export.IrVersion = Math.Max(export.IrVersion, models.Max(model => model.IrVersion));
        var images = GraphBuilder.Batch(OnnxExport.Images, 3, crop, crop);
        if (features.MaxBatch is { } batch)
            images.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = batch };
        export.Graph.Input.Add(images);
        var builder = new GraphBuilder(export.Graph, opset);
        string[] parts = [.. features.Backbones.Select(
            (backbone, i) => Add(export.Graph, builder, backbone, models[i].Graph, $"image{i + 1}."))];
        return (parts.Length == 1 ? parts[0]
            : builder.Add("Concat", "image.features", parts, GraphBuilder.Int("axis", 1)), opset);
    }

    /// <summary>Reads a model, makes the features an output, and moves all constants into the graph.</summary>
    private static ModelProto Read(Backbone backbone)
    {
        var model = OnnxSession.Parse(FileContents.ReadBytes(backbone.Path), backbone.Path);
        PooledOutput.Prepare(model.Graph, backbone.Output, backbone.Path);
        GraphPart.EmbedConstants(model.Graph, backbone.Path);
        return model;
    }

    private static string Add(
        GraphProto graph, GraphBuilder builder, Backbone backbone, GraphProto modelGraph, string prefix)
    {
        PrefixedGraph.Rename(modelGraph, prefix + Model);
        var constants = modelGraph.Initializer.Select(initializer => initializer.Name).ToHashSet();
        var input = modelGraph.Input.First(value => !constants.Contains(value.Name)).Name;
        var normalised = Normalise(builder, backbone, prefix);
        builder.Add("Cast", input, [normalised],
            GraphBuilder.Int("to", backbone.TakesHalves ? GraphBuilder.HalfType : GraphBuilder.FloatType));
        graph.Node.Add(modelGraph.Node);
        graph.Initializer.Add(modelGraph.Initializer);
        return builder.Add("Flatten", $"{prefix}vector", [Pooled(builder, backbone, prefix)],
            GraphBuilder.Int("axis", 1));
    }

    /// <summary>Adds the pooling that <see cref="OutputForm.Pool"/> computes.</summary>
    private static string Pooled(GraphBuilder builder, Backbone backbone, string prefix)
    {
        var output = builder.Add("Cast", $"{prefix}wide", [prefix + Model + backbone.Output],
            GraphBuilder.Int("to", GraphBuilder.FloatType));
        switch (backbone.Form.Pooling)
        {
            case OutputPooling.FirstToken:
                return builder.Add("Gather", $"{prefix}token", [output, builder.Indices($"{prefix}first", 0)],
                    GraphBuilder.Int("axis", 1));
            case OutputPooling.MeanOfChannelsLast:
                output = builder.Add("Transpose", $"{prefix}channelsFirst", [output],
                    GraphBuilder.Ints("perm", 0, 3, 1, 2));
                break;
            case OutputPooling.None:
                return output;
        }

        return builder.Add("GlobalAveragePool", $"{prefix}pooled", [output]);
    }

    private static string Normalise(GraphBuilder builder, Backbone backbone, string prefix)
    {
        var preprocessing = backbone.Preprocessing;
        var shifted = builder.Add("Sub", $"{prefix}shifted",
            [OnnxExport.Images, builder.Constant($"{prefix}mean", [.. preprocessing.Mean], 3, 1, 1)]);
        var value = builder.Add("Div", $"{prefix}normalised",
            [shifted, builder.Constant($"{prefix}std", [.. preprocessing.Std], 3, 1, 1)]);
        if (preprocessing.Bgr)
            value = builder.Add("Gather", $"{prefix}bgr", [value, builder.Indices($"{prefix}order", 2, 1, 0)],
                GraphBuilder.Int("axis", 1));
        return backbone.ChannelsLast ? builder.Add(
            "Transpose", $"{prefix}channelsLast", [value], GraphBuilder.Ints("perm", 0, 2, 3, 1)) : value;
    }

    private static void RequireAlike(Backbone first, Backbone other)
    {
        var (a, b) = (first.Preprocessing, other.Preprocessing);
        if ((a.Resize, a.Crop, a.Resampling) != (b.Resize, b.Crop, b.Resampling))
            throw new ImageDataException(other.Path,
                $"the model takes images of another size ({SizeOf(b)}) than {first.Path} ({SizeOf(a)}): the two do "
                    + "not fit into one graph");
        if (first.MaxBatch is { } batch && other.MaxBatch is { } otherBatch && batch != otherBatch)
            throw new ImageDataException(other.Path, $"the model takes {otherBatch} images at once, and {first.Path} "
                + $"takes {batch}: the two do not fit into one graph");

        static string SizeOf(Preprocessing one) =>
            $"{(one.Resize is { } side ? $"short side {side}" : "both sides resized")}, crop {one.Crop}, "
                + $"{one.Resampling.ToString().ToLowerInvariant()}";
    }
}
