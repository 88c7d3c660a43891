using Unseen.Classifiers;
using Unseen.Methods;
using Unseen.Training;

namespace Unseen.Tests.Training;

/// <summary>The built-in methods, with sizes so small that training is fast.</summary>
/// <param name="training">how classifiers are trained</param>
/// <param name="hidden">width of hidden layers</param>
/// <param name="batchSize">samples per step of generators</param>
/// <param name="epochs">epochs of generators</param>
/// <param name="learningRate">learning rate of generators; null (default) for the default of each generator</param>
internal sealed class TinyMethods(
    ClassifierTrainingOptions training, int hidden = 16, int batchSize = 32, int epochs = 2,
    double? learningRate = null)
{
    /// <summary>Creates the options of a run with small methods.</summary>
    /// <param name="options">the options; their methods are replaced</param>
    /// <param name="generator">the generator's name</param>
    /// <param name="classifier">the classifier's name</param>
    /// <param name="adjustment">the adjustment's name</param>
    /// <param name="sigma">ZLA's σ, null to search it</param>
    public RunOptions With(RunOptions options, string generator = "centre", string classifier = "prototype",
        string adjustment = "zla", double? sigma = 10) =>
        options with
        {
            Generator = Generator(generator),
            Classifier = Classifier(classifier),
            Adjustment = Adjustment(adjustment, sigma)
        };

    public GeneratorOptions Generator(string name)
    {
        (string Option, double? Value)[] small =
        [
            ("epochs", epochs), ("hidden", hidden), ("batchSize", batchSize), ("learningRate", learningRate),
                ("guideEpochs", 2),
            ("embedding", 16), ("projection", 8), ("comparator", 16), ("semanticWidth", 16), ("unrelatedWidth", 8),
            ("relationHidden", 16), ("latent", 8), ("featureEncoderHidden", hidden), ("featureDecoderHidden", hidden),
            ("descriptorEncoderHidden", hidden), ("descriptorDecoderHidden", hidden),
        ];
        return small.Aggregate(
            MethodCatalog.BuiltIn.FindGenerator(name)!,
            (method, pair) => pair.Value is { } value && method.FindOption(pair.Option) is { } option
                ? option.With(method, value) : method);
    }

    public ClassifierOptions Classifier(string name)
    {
        var method = MethodCatalog.BuiltIn.FindClassifier(name)!;
        method = method.WithSchedule(_ => training);
        return method.FindOption("classifierHidden") is { } width ? width.With(method, hidden) : method;
    }

    private static AdjustmentOptions Adjustment(string name, double? sigma)
    {
        var method = MethodCatalog.BuiltIn.FindAdjustment(name)!;
        return name == "zla" && sigma is { } odds ? method.WithOdds(odds) : method;
    }
}
