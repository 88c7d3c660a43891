using Unseen.Inference.Adaptation;

namespace Unseen.Inference.Tests.Adaptation;

/// <summary>A small model with a branch: a prototype classifier whose scores are added to the model's own scores. Also
/// the plain arithmetic that tests compare the model with.</summary>
internal static class BranchedModel
{
    public const int C = 5, D = 7, K = 6; // classes, features, outputs of the branch's map
    public const double Temperature = 0.3, UnseenOffset = 0.2;

    /// <summary>The number of training images of each class.</summary>
    public static readonly float[] ImageCounts = [4, 0, 9, 0, 6];

    public static UnseenModel Create()
    {
        const int seed = 3;
        var random = new Random(seed);
        var model = Models.Random(ClassifierForm.Linear, C, D, seed);
        float[] prototypes = [.. Enumerable.Range(0, C).SelectMany(_ => Unit([.. Models.Values(random, K)
            .Select(value => (double)value)])).Select(value => (float)value)];
        return PrototypeBranch.AddTo(
            model, new ModelMap([new HiddenLayer(new ModelTensor([K, D], Models.Values(random, K * D)),
                new ModelTensor([K], Models.Values(random, K)), Activation.Identity)]),
            new ModelTensor([C, K], prototypes), new ModelTensor([K, 2], Models.Values(random, K * 2)),
            new ModelTensor([K], Models.Values(random, K)), Temperature, UnseenOffset,
            new ModelTensor([C], ImageCounts));
    }

    /// <summary>Copies a model and adds the maps of a prototype learner, so that classes can be added by
    /// description.</summary>
    public static UnseenModel WithDescriptions(UnseenModel model)
    {
        var random = new Random(5);
        ModelTensor Tensor(params int[] shape) => new(shape, Models.Values(random, shape.Aggregate((a, b) => a * b)));
        return new UnseenModel(
            model.Form, model.Tensors[UnseenModel.WeightName], model.Tensors[UnseenModel.BiasName], model.ClassNames,
            model.IsSeen, model.Scaling, model.Temperature, new Dictionary<string, ModelTensor>
            {
                ["prototype.map.hiddenWeight"] = Tensor(4, 2),
                ["prototype.map.hiddenBias"] = Tensor(4),
                ["prototype.map.outputWeight"] = Tensor(D, 4),
                ["prototype.map.outputBias"] = Tensor(D),
            },
            branch: model.Branch);
    }

    /// <summary>Maps images to vectors of unit length, as the branch does.</summary>
    public static double[][] Mapped(UnseenModel branch, float[] images)
    {
        var layer = branch.FeatureMap!.Layers[0];
        return [.. images.Chunk(D).Select(image =>
        {
            var x = Unit([.. image.Select(value => (double)value)]);
            return Unit([.. Enumerable.Range(0, K).Select(k => layer.Bias.Values.Span[k]
                + Enumerable.Range(0, D).Sum(d => layer.Weight.Values.Span[(k * D) + d] * x[d]))]);
        })];
    }

    public static double[] Unit(double[] values)
    {
        var norm = Math.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => value / norm)];
    }

    public static double[] Doubles(UnseenModel model, string name) =>
        [.. model.Tensors[name].Values.ToArray().Select(value => (double)value)];

    public static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-4;
}
