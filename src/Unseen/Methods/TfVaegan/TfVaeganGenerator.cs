using Unseen.Checkpoints;
using Unseen.Methods.FVaeganD2;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.TfVaegan;

/// <summary>
/// TF-VAEGAN: f-VAEGAN-D2 with a semantic decoder and a feedback loop. The generator first generates a feature. The
/// hidden layer of the decoder for this feature passes through a feedback network of two layers, and the result times a
/// factor is added to the hidden layer of the generator. The feature is then generated again. The classifier's input is
/// the feature concatenated with the decoder's hidden layer. All random numbers in training come from the seed. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// Narayan et al., "Latent Embedding Feedback and Discriminative Features for Zero-Shot Classification", ECCV 2020,
/// sections 3.2 to 3.4. As in the authors' program, epochs without and with feedback alternate: the first epoch has no
/// feedback, the second has, and so on. Deviations: the generator ends in a ReLU and reconstruction is the squared
/// error, as in this library's f-VAEGAN-D2; the encoder has one hidden layer; the weight of the gradient penalty is
/// constant; the feedback for a sample generated from noise is computed from that sample, not from the reconstruction
/// in the same batch.
/// </remarks>
public sealed class TfVaeganGenerator : FVaeganGenerator
{
    private readonly TfVaeganOptions _options;
    private readonly SemanticDecoder _decoder;
    private readonly FeedbackNetwork _feedback;

    /// <summary>Creates all networks, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; it must outlive this generator, which does not dispose it
    /// </param>
    /// <param name="options">the sizes of the networks, the training settings and the weights of the losses</param>
    /// <param name="seed">the seed of all random numbers in training</param>
    /// <param name="precision">the number type of matrix products, default the fastest that suits the device</param>
    public TfVaeganGenerator(
        GzslProblem problem, TfVaeganOptions options, int seed, Precision precision = Precision.Auto)
        : base(problem, options, seed, precision, DecoderFor(problem, options, seed, precision))
    {
        _options = options;
        _decoder = (SemanticDecoder)Auxiliary!;
        using var random = Seeds.Stream(seed, "feedback", Device);
        _feedback = new FeedbackNetwork(options.Hidden, 2 * Shape.Batch, options.FeedbackLearningRate, random, Device,
            ProductType, Operations);
    }

    private bool UsesFeedback => Epoch % 2 == 1;

    /// <inheritdoc/>
    public override Tensor Generate(Tensor descriptors, TorchSharp.torch.Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        using var noise = randn(descriptors.shape, device: Device, generator: random);
        return Generator.Generate(noise, descriptors, samples =>
            _feedback.Apply(_decoder.ApplyHidden(samples)).TimesInPlace(_options.SynthesisFeedback));
    }

    private protected override void Refine(Tensor samples)
    {
        if (UsesFeedback)
            Generator.Refine(_feedback.Forward(_decoder.GetHidden(samples)), _options.TrainingFeedback, samples);
    }

    private protected override Tensor? AdditionGradient => UsesFeedback ? _feedback.Gradient : null;

    private protected override void UpdateRefinement()
    {
        if (UsesFeedback)
            _feedback.Update(_options.FeedbackLearningRate * CurrentRate / _options.LearningRate);
    }

    private protected override void SyncState(TrainingState state)
    {
        base.SyncState(state);
        state.Sync("feedback", _feedback);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _feedback.Dispose();
        base.Dispose(disposing);
    }

    private static SemanticDecoder DecoderFor(
        GzslProblem problem, TfVaeganOptions options, int seed, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        return SemanticDecoder.Create(
            problem.FeatureWidth, problem.Descriptors, Math.Min(options.BatchSize, problem.Labels.size(0)), options,
            seed, precision.ProductType(problem.Descriptors.device));
    }
}
