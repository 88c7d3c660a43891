using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Training.Progress;

namespace Unseen.Training;

/// <summary>The result of one seed.</summary>
public sealed record SeedResult
{
    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The metrics on the test images.</summary>
    public required GzslResult Test { get; init; }

    /// <summary>The settings that were used.</summary>
    public required ChosenSettings Chosen { get; init; }

    /// <summary>All epochs, in order.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>The test images from which the model learned without labels in the transductive protocol. Null in other
    /// protocols. Also null if the seed was interrupted; <see cref="Test"/> is then measured on all test images,
    /// without this learning.</summary>
    public TransductivePool? Pool { get; init; }

    /// <summary>The time of this seed in seconds. A shared generator counts only for the run that trained
    /// it.</summary>
    public required double Seconds { get; init; }

    /// <summary>Gets the run's dataset with only those test images on which <see cref="Test"/> was measured: without
    /// the images of <see cref="Pool"/>, if there is one.</summary>
    /// <param name="dataset">the dataset of the run</param>
    public GzslDataset ScoredOn(GzslDataset dataset) =>
        Pool is null ? dataset : TransductiveTest.WithoutPool(dataset, Seed);
}
