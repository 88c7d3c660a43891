namespace Unseen.Generators;

/// <summary>Sizes of a WGAN and its training batches.</summary>
/// <param name="Features">feature width D</param>
/// <param name="Descriptor">descriptor width A, also the noise's</param>
/// <param name="Hidden">width H of both hidden layers</param>
/// <param name="Batch">samples B of a step</param>
/// <param name="Classes">rows of the descriptor matrix that steps are given: classes C, or B where each sample brings
/// its own</param>
internal readonly record struct WganShape(long Features, long Descriptor, long Hidden, long Batch, long Classes);
