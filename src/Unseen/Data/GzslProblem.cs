using TorchSharp;
using Unseen.Inference;

namespace Unseen.Data;

/// <summary>
/// One training problem as tensors: seen training samples, descriptors of all candidate classes, and images to score. The benchmark
/// itself is one such problem; a validation split is another, with its own, smaller set of classes.
/// </summary>
public sealed class GzslProblem : IDisposable
{
    private GzslProblem(
        GzslDataset dataset, int[] seen, int[] unseen, int[] train, int[] scored, FeatureScalingKind scaling, torch.Device device)
    {
        int[] classes = [.. seen.Concat(unseen).Order()];
        var local = new int[dataset.ClassNames.Length];
        Array.Fill(local, -1);
        for (var c = 0; c < classes.Length; c++)
            local[classes[c]] = c;

        Scaling = FeatureScalingFit.Fit(scaling, dataset.Features, train);
        ClassNames = [.. classes.Select(c => dataset.ClassNames[c])];
        IsSeen = new bool[classes.Length];
        foreach (var c in seen)
            IsSeen[local[c]] = true;
        TrainLabels = [.. train.Select(row => (long)local[dataset.Labels[row]])];
        ScoredLabels = [.. scored.Select(row => local[dataset.Labels[row]])];
        ClassCounts = new long[classes.Length];
        foreach (var label in TrainLabels)
            ClassCounts[label]++;
        TrainFeatures = Scaled(dataset.Features, train, Scaling, device);
        ScoredFeatures = Scaled(dataset.Features, scored, Scaling, device);
        Labels = torch.tensor(TrainLabels, device: device).DetachFromDisposeScope();
        Descriptors = Scaled(dataset.Descriptors, classes, FeatureScaling.L2, device);
    }

    /// <summary>Names of the candidate classes, in the dataset's order; [C].</summary>
    public string[] ClassNames { get; }

    /// <summary>Which candidate classes are seen; [C].</summary>
    public bool[] IsSeen { get; }

    /// <summary>Training samples of every class, 0 for unseen ones; [C].</summary>
    public long[] ClassCounts { get; }

    /// <summary>The scaling that was fitted on the training samples and applied to all features.</summary>
    public FeatureScaling Scaling { get; }

    /// <summary>Scaled features of the seen training samples; [N, D] float32.</summary>
    public torch.Tensor TrainFeatures { get; }

    /// <summary>Class of every training sample; [N] int64.</summary>
    public torch.Tensor Labels { get; }

    /// <summary>As <see cref="Labels"/>, in managed memory; [N].</summary>
    public long[] TrainLabels { get; }

    /// <summary>Descriptors of the candidate classes, brought to unit length; [C, A] float32.</summary>
    public torch.Tensor Descriptors { get; }

    /// <summary>Scaled features of the images to score, seen and unseen; [M, D] float32.</summary>
    public torch.Tensor ScoredFeatures { get; }

    /// <summary>Class of every image to score; [M].</summary>
    public int[] ScoredLabels { get; }

    /// <summary>The seen candidate classes, ascending.</summary>
    public int[] SeenClasses => [.. Enumerable.Range(0, IsSeen.Length).Where(c => IsSeen[c])];

    /// <summary>The unseen candidate classes, ascending.</summary>
    public int[] UnseenClasses => [.. Enumerable.Range(0, IsSeen.Length).Where(c => !IsSeen[c])];

    /// <summary>The benchmark's own problem: trained on trainval, scored on the test images; all its classes, in its order.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="scaling">how features are scaled, fitted on trainval</param>
    /// <param name="device">where the tensors live</param>
    public static GzslProblem ForTest(GzslDataset dataset, FeatureScalingKind scaling, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var split = dataset.Split;
        return new GzslProblem(
            dataset, dataset.SeenClasses, dataset.UnseenClasses, split.TrainVal, [.. split.TestSeen, .. split.TestUnseen], scaling, device);
    }

    /// <summary>The validation problem: unseen classes and test images do not occur in it, some seen classes play the unseen ones.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="split">its validation split</param>
    /// <param name="scaling">how features are scaled, fitted on the split's training part</param>
    /// <param name="device">where the tensors live</param>
    public static GzslProblem ForValidation(GzslDataset dataset, ValidationSplit split, FeatureScalingKind scaling, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(split);
        return new GzslProblem(
            dataset, split.TrainClasses, split.PseudoUnseenClasses, split.Train, [.. split.ValSeen, .. split.ValUnseen], scaling, device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        TrainFeatures.Dispose();
        ScoredFeatures.Dispose();
        Labels.Dispose();
        Descriptors.Dispose();
    }

    private static torch.Tensor Scaled(FeatureMatrix matrix, int[] rows, FeatureScaling scaling, torch.Device device)
    {
        var scaled = FeatureScalingFit.Apply(scaling, matrix, rows);
        return torch.tensor(scaled.Values, [scaled.Rows, scaled.Columns], device: device).DetachFromDisposeScope();
    }
}
