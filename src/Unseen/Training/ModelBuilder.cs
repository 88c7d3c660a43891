using System.Globalization;
using System.Text.Json;
using TorchSharp;
using Unseen.Calibration;
using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Problems;

namespace Unseen.Training;

/// <summary>Converts a trained classifier to an <see cref="UnseenModel"/>.</summary>
internal static class ModelBuilder
{
    /// <summary>Copies what prediction needs: prototypes or weights, the scaling, and calibrated stacking's γ as a bias
    /// on seen classes. Several classifiers become one scoring rule, whose logits are the mean of their
    /// logits.</summary>
    /// <returns>the model, or null if a model file cannot represent a classifier's scores or their mean</returns>
    /// <exception cref="TrainingDivergedException">A weight is infinite or NaN.</exception>
    public static UnseenModel? Build(
        GzslProblem problem, ClassifierRun run, FeatureMap? map, ChosenSettings chosen, RunOptions options,
        ModelCalibration calibration)
    {
        using var inference = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        if (run.ToScoringRule() is not { } rule)
            return null;
        var extra = new Dictionary<string, ModelTensor>();
        foreach (var (name, tensor) in run.Classifiers.SelectMany(classifier => classifier.ModelTensors))
            extra.TryAdd(name, tensor.ToModelTensor());
        return Build(problem, rule, map, chosen, options, calibration, extra,
            [
                .. run.Classifiers.SelectMany(classifier => classifier.ModelMetadata),
                .. run.WeightsOfAddedClasses(rule),
            ]);
    }

    /// <summary>Builds a model from a scoring rule.</summary>
    /// <exception cref="TrainingDivergedException">A weight is infinite or NaN.</exception>
    public static UnseenModel Build(
        GzslProblem problem, ScoringRule rule, FeatureMap? map, ChosenSettings chosen, RunOptions options,
            ModelCalibration calibration, Dictionary<string, ModelTensor>? extra = null,
        IEnumerable<(string Name, string Value)>? metadata = null)
    {
        TrainingDivergedException.ThrowUnlessFinite(
            rule.Weight.abs().max().item<float>(), "the trained classifier's largest weight");
        extra ??= [];
        extra[UnseenModel.DescriptorsName] = problem.Descriptors.ToModelTensor();
        var bias = rule.Bias is null ? new float[problem.ClassNames.Length]
            : rule.Bias.ToModelTensor().Values.ToArray();
        for (var c = 0; c < bias.Length; c++)
            bias[c] -= problem.IsSeen[c] ? (float)chosen.Gamma : 0;
        return new UnseenModel(
            rule.Form, rule.Weight.ToModelTensor(), new ModelTensor([bias.Length], bias), problem.ClassNames,
                problem.IsSeen, problem.Scaling,
            (float)rule.Temperature, extra, GetMetadata(problem, chosen, options, metadata ?? []), map is null ? null
                : new ModelMap([.. map.Layers.Select(GetLayer)], map.KeepsFeatures),
            calibration: calibration.Trained, knownFit: calibration.Thresholds is { } thresholds ? new KnownFit(
                thresholds.Quantiles,
                thresholds.Components == 0 ? null : TrainingSpread.Find(problem, thresholds.Components),
                thresholds.DistanceWeight) : null, adaptedCalibration: calibration.Adapted);
    }

    private static HiddenLayer GetLayer(MapLayer layer) =>
        new(layer.Weight.ToModelTensor(), layer.Bias.ToModelTensor(), layer.Activation, layer.IsKept);

    private static Dictionary<string, string> GetMetadata(
        GzslProblem problem, ChosenSettings chosen, RunOptions options, IEnumerable<(string Name, string Value)> more)
    {
        var metadata = new Dictionary<string, string>
        {
            ["protocol"] = Names.Get(options.Protocol),
            ["generator"] = options.Generator.Name,
            ["classifier"] = options.Classifier.Name,
            ["adjustment"] = options.Adjustment.Name,
        };
        if (problem.FeatureNames is { } names)
            metadata[UnseenModel.FeatureNamesKey] = JsonSerializer.Serialize(names);
        foreach (var (name, value) in more)
            metadata[name] = value;
        if (options.Adjustment.StrengthOption is { } option && chosen.Options.Find(option.Name) is { } strength)
            metadata[option.Name] = strength.ToString(CultureInfo.InvariantCulture);
        return metadata;
    }
}
