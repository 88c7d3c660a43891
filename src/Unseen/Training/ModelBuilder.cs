using System.Globalization;
using TorchSharp;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Training;

/// <summary>Turns a trained classifier into the model that people use.</summary>
internal static class ModelBuilder
{
    /// <summary>Copies what prediction needs: prototypes or weights, the scaling, and calibrated stacking's γ as a bias on seen classes.</summary>
    public static UnseenModel Build(GzslProblem problem, GzslClassifier classifier, ChosenSettings chosen, RunOptions options)
    {
        using var inference = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var bias = new float[problem.ClassNames.Length];
        var extra = new Dictionary<string, ModelTensor> { ["descriptors"] = ModelTensorOf(problem.Descriptors) };
        ModelTensor weight;
        if (classifier is PrototypeClassifier prototype)
        {
            weight = ModelTensorOf(prototype.Prototypes());
            foreach (var (name, parameter) in prototype.named_parameters())
                extra[$"prototype.{name}"] = ModelTensorOf(parameter);
        }
        else
        {
            var linear = (LinearClassifier)classifier;
            weight = ModelTensorOf(linear.Weight);
            bias = ModelTensorOf(linear.Bias).Values.ToArray();
        }

        for (var c = 0; c < bias.Length; c++)
            bias[c] -= problem.IsSeen[c] ? (float)chosen.Gamma : 0;
        return new UnseenModel(
            options.Classifier == ClassifierKind.Prototype ? ClassifierForm.Prototype : ClassifierForm.Linear, weight, new ModelTensor([bias.Length], bias),
            problem.ClassNames, problem.IsSeen, problem.Scaling, classifier is PrototypeClassifier { Temperature: var temperature } ? (float)temperature : 1, extra,
            MetadataOf(chosen, options));
    }

    private static Dictionary<string, string> MetadataOf(ChosenSettings chosen, RunOptions options)
    {
        var metadata = new Dictionary<string, string>
        {
            ["protocol"] = options.Protocol.ToString().ToLowerInvariant(),
            ["generator"] = options.Generator.ToString().ToLowerInvariant(),
            ["adjustment"] = options.Adjustment.ToString().ToLowerInvariant(),
        };
        if (chosen.Sigma is { } sigma)
            metadata["sigma"] = sigma.ToString(CultureInfo.InvariantCulture);
        return metadata;
    }

    private static ModelTensor ModelTensorOf(torch.Tensor tensor)
    {
        using var local = tensor.cpu().contiguous();
        return new ModelTensor([.. local.shape.Select(size => (int)size)], local.data<float>().ToArray());
    }
}
