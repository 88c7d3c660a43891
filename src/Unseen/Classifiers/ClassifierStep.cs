using Unseen.Adjustment;
using Unseen.Data;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>How one classifier learns from one batch.</summary>
internal abstract class ClassifierStep : IDisposable
{
    /// <summary>The learning rate from the next step on.</summary>
    public abstract double LearningRate { set; }

    /// <summary>
    /// The fastest step that computes the same: closed-form gradients for the project's classifiers under an adjustment that is a bias,
    /// autograd for everything else.
    /// </summary>
    /// <param name="classifier">what is trained; borrowed</param>
    /// <param name="options">optimiser and batch size</param>
    /// <param name="adjustment">changes the logits in the loss, or null</param>
    /// <param name="precision">number type of products in closed-form steps</param>
    public static ClassifierStep For(
        GzslClassifier classifier, ClassifierTrainingOptions options, ILogitAdjustment? adjustment, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(options);
        var bias = (adjustment as ZeroShotLogitAdjustment)?.Bias;
        var isBias = adjustment is null || bias is not null;
        var device = classifier.parameters().First().device;
        return classifier switch
        {
            PrototypeClassifier prototype when isBias => new PrototypeStep(prototype, options, bias, precision.ProductType(device)),
            LinearClassifier linear when isBias => new LinearStep(linear, options, bias, precision.ProductType(device)),
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
    public abstract void Dispose();
}
