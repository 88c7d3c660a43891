using Unseen.Adjustment;
using Unseen.Checkpoints;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>How one classifier learns from one batch.</summary>
internal abstract class ClassifierStep : IResumable, IDisposable
{
    /// <summary>The learning rate from the next step on.</summary>
    public abstract double LearningRate { set; }

    /// <summary>
    /// The fastest step that computes the same: closed-form gradients for the project's classifiers and adjustments, autograd for everything
    /// else.
    /// </summary>
    /// <param name="classifier">what is trained; borrowed</param>
    /// <param name="options">optimiser and batch size</param>
    /// <param name="adjustment">changes the logits in the loss, or null</param>
    /// <param name="seed">decides what a step draws</param>
    /// <param name="precision">number type of products in closed-form steps</param>
    /// <exception cref="ArgumentException">A classifier without a softmax is given an adjustment of logits.</exception>
    public static ClassifierStep For(
        GzslClassifier classifier, ClassifierTrainingOptions options, ILogitAdjustment? adjustment, int seed, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(options);
        var isKnown = adjustment is null or BiasAdjustment or DgzAdjustment;
        var device = classifier.parameters().First().device;
        return classifier switch
        {
            RankingClassifier ranking => new RankingStep(ranking, options, precision.ProductType(device)),
            PrototypeClassifier prototype when isKnown => new PrototypeStep(prototype, options, adjustment, seed, precision.ProductType(device)),
            LinearClassifier linear when isKnown => new LinearStep(linear, options, adjustment, precision.ProductType(device)),
            _ => new AutogradStep(classifier, options, adjustment),
        };
    }

    /// <summary>The type that this step takes samples in.</summary>
    public abstract ScalarType SampleType { get; }

    /// <summary>Learns from a batch.</summary>
    /// <param name="samples">all samples, prepared, of <see cref="SampleType"/></param>
    /// <param name="labels">[N] int64, their classes</param>
    /// <param name="rows">[B] int64, the samples of the batch</param>
    /// <returns>the batch's mean loss before the step</returns>
    public abstract double Run(SampleRows samples, Tensor labels, Tensor rows);

    /// <inheritdoc/>
    public abstract void Keep(TrainingState state);

    /// <inheritdoc/>
    public abstract void Dispose();
}
