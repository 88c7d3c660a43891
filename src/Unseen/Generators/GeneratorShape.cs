namespace Unseen.Generators;

/// <summary>The sizes of a generator's networks and training batches.</summary>
/// <param name="Features">the feature width D</param>
/// <param name="Descriptor">the descriptor width A, which is also the width of the noise</param>
/// <param name="Hidden">the width H of the hidden layer of each network</param>
/// <param name="Batch">the number of samples B in a step</param>
/// <param name="Classes">
/// the number of rows of the descriptor matrix in a training step: C with one row per class, or B with one row per
/// sample
/// </param>
internal readonly record struct GeneratorShape(long Features, long Descriptor, long Hidden, long Batch, long Classes);
