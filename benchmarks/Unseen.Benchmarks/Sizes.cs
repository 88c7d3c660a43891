namespace Unseen.Benchmarks;

/// <summary>The sizes of FLO with MobileNet features and of the published networks, and the GFLOP of the matrix
/// products of these sizes.</summary>
internal static class Sizes
{
    public const int Batch = 512;
    public const int Features = 2304;
    public const int Descriptor = 1024;
    public const int Hidden = 4096;
    public const int Classes = 102;

    /// <summary>The number of training samples: the training images, and 10 pseudo-features for each of the 20 unseen
    /// classes.</summary>
    public const int Samples = 5831;

    /// <summary>The number of test images.</summary>
    public const int Scored = 2558;

    /// <summary>One product of B x D x H, in GFLOP.</summary>
    public const double Large = 2e-9 * Batch * Features * Hidden;

    /// <summary>The generator's forward pass, in GFLOP, without the product of descriptors and weights.</summary>
    public const double Forward = Large + (2e-9 * Batch * Descriptor * Hidden);

    /// <summary>A generator step: the generator's forward pass, two products in the critic, and the generator's
    /// backward pass, which has two products of B x D x H and the product for the weights of the noise.</summary>
    public const double GeneratorStep = Forward + (4 * Large) + (2e-9 * Batch * Descriptor * Hidden);

    /// <summary>One step of the prototype learner: the forward and backward passes of its network for C classes, and
    /// the scores with their gradient.</summary>
    public const double ClassifierStep =
        (2e-9 * Classes * PrototypeHidden * ((2 * Descriptor) + (3 * Features))) + (4e-9 * Batch * Features * Classes);

    /// <summary>An epoch of the prototype learner.</summary>
    public const double ClassifierEpoch = ClassifierStep * Samples / Batch;

    private const int PrototypeHidden = 1024;
}
