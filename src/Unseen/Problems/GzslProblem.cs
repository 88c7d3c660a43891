using TorchSharp;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Problems;

/// <summary>
/// One training problem as tensors: seen training samples, descriptors of all candidate classes, and images to score.
/// The benchmark itself is one such problem. A validation split is another problem, with a smaller set of classes. All
/// tensors are disposed with the problem. Not thread-safe.
/// </summary>
public sealed class GzslProblem : IDisposable
{
    // Scaled samples are cached if they take at most 1/8 of the available memory.
    private const int ShareOfMemory = 8;
    private const int SamplesPerChunk = 1024;

    private readonly FeatureMatrix _features;
    private readonly int[] _train;
    private readonly int[] _scored;
    private readonly torch.Device _device;
    private readonly Dictionary<(bool Train, torch.ScalarType Type, bool UnitLength), SampleRows> _rows = [];
    private torch.Tensor? _trainFeatures;
    private torch.Tensor? _scoredFeatures;

    private GzslProblem(
        GzslDataset dataset, int[] seen, int[] unseen, int[] train, int[] scored, FeatureScalingKind scaling,
            torch.Device device)
    {
        int[] classes = [.. seen.Concat(unseen).Order()];
        var local = new int[dataset.ClassNames.Length];
        Array.Fill(local, -1);
        for (var c = 0; c < classes.Length; c++)
            local[classes[c]] = c;

        Scaling = FeatureScalingFit.Fit(scaling, dataset.Features, train);
        ClassNames = [.. classes.Select(c => dataset.ClassNames[c])];
        FeatureNames = dataset.FeatureNames;
        IsSeen = new bool[classes.Length];
        foreach (var c in seen)
            IsSeen[local[c]] = true;
        TrainLabels = [.. train.Select(row => (long)local[dataset.Labels[row]])];
        ScoredLabels = [.. scored.Select(row => local[dataset.Labels[row]])];
        ClassCounts = new long[classes.Length];
        foreach (var label in TrainLabels)
            ClassCounts[label]++;
        _features = dataset.Features;
        (_train, _scored) = (train, scored);
        _device = device;
        Labels = torch.tensor(TrainLabels, device: device).DetachFromDisposeScope();
        using var descriptors = new StreamedRows(
            dataset.Descriptors, classes, FeatureScaling.L2, unitLength: false, torch.ScalarType.Float32, device);
        Descriptors = descriptors.Slice(0, classes.Length).DetachFromDisposeScope();
    }

    /// <summary>The names of the candidate classes, in the dataset's order; [C].</summary>
    public string[] ClassNames { get; }

    /// <summary>The names of the features, or null if they have none; [D].</summary>
    public string[]? FeatureNames { get; }

    /// <summary>Whether each candidate class is seen; [C].</summary>
    public bool[] IsSeen { get; }

    /// <summary>The number of training samples of every class, 0 for unseen classes; [C].</summary>
    public long[] ClassCounts { get; }

    /// <summary>The scaling that was fitted on the training samples and applied to all features.</summary>
    public FeatureScaling Scaling { get; }

    /// <summary>The width D of the features.</summary>
    public int FeatureWidth => _features.Columns;

    /// <summary>The scaled features of the seen training samples, computed on first access; [N, D] float32.</summary>
    public torch.Tensor TrainFeatures => _trainFeatures ??= Matrix(_train);

    /// <summary>The class of every training sample; [N] int64.</summary>
    public torch.Tensor Labels { get; }

    /// <summary>The same as <see cref="Labels"/>, in managed memory; [N].</summary>
    public long[] TrainLabels { get; }

    /// <summary>The descriptors of the candidate classes, scaled to unit length; [C, A] float32.</summary>
    public torch.Tensor Descriptors { get; }

    /// <summary>
    /// The scaled features of the images to score, seen and unseen, computed on first access; [M, D] float32.
    /// </summary>
    public torch.Tensor ScoredFeatures => _scoredFeatures ??= Matrix(_scored);

    /// <summary>The class of every image to score; [M].</summary>
    public int[] ScoredLabels { get; }

    /// <summary>The seen candidate classes, ascending.</summary>
    public int[] SeenClasses => [.. Enumerable.Range(0, IsSeen.Length).Where(c => IsSeen[c])];

    /// <summary>The unseen candidate classes, ascending.</summary>
    public int[] UnseenClasses => [.. Enumerable.Range(0, IsSeen.Length).Where(c => !IsSeen[c])];

    /// <summary>
    /// Creates the test problem of a benchmark: trained on trainval and scored on the test images, with all classes in
    /// the dataset's order.
    /// </summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="scaling">the scaling of features, fitted on trainval</param>
    /// <param name="device">the device of the tensors</param>
    public static GzslProblem ForTest(GzslDataset dataset, FeatureScalingKind scaling, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var split = dataset.Split;
        return new GzslProblem(
            dataset, dataset.SeenClasses, dataset.UnseenClasses, split.TrainVal,
                [.. split.TestSeen, .. split.TestUnseen], scaling, device);
    }

    /// <summary>
    /// Creates the validation problem: some seen classes take the role of unseen classes, and neither the real unseen
    /// classes nor the test images occur in it.
    /// </summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="split">the validation split of the benchmark</param>
    /// <param name="scaling">the scaling of features, fitted on the training part of the split</param>
    /// <param name="device">the device of the tensors</param>
    public static GzslProblem ForValidation(
        GzslDataset dataset, ValidationSplit split, FeatureScalingKind scaling, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(split);
        return new GzslProblem(
            dataset, split.TrainClasses, split.PseudoUnseenClasses, split.Train,
                [.. split.ValSeen, .. split.ValUnseen], scaling, device);
    }

    /// <summary>
    /// Creates the benchmark's test problem without one of the seen classes and without some further samples. It has no
    /// images to score.
    /// </summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="label">the seen class to leave out</param>
    /// <param name="heldOut">indices of further training samples to leave out</param>
    /// <param name="scaling">the scaling of features, fitted on the remaining training samples</param>
    /// <param name="device">the device of the tensors</param>
    internal static GzslProblem Without(
        GzslDataset dataset, int label, HashSet<int> heldOut, FeatureScalingKind scaling, torch.Device device) => new(
        dataset, [.. dataset.SeenClasses.Except([label])], dataset.UnseenClasses,
        [.. dataset.Split.TrainVal.Where(row => dataset.Labels[row] != label && !heldOut.Contains(row))], [], scaling,
            device);

    /// <summary>Converts the problem to a dataset with raw features and the classes of the problem. The images to score
    /// become the test images.</summary>
    internal GzslDataset ToDataset()
    {
        using var scope = torch.NewDisposeScope();
        var labels = new int[_features.Rows];
        foreach (var (row, label) in _train.Zip(TrainLabels))
            labels[row] = (int)label;
        foreach (var (row, label) in _scored.Zip(ScoredLabels))
            labels[row] = label;
        return new GzslDataset
        {
            Name = "validation",
            Features = _features,
            Labels = labels,
            ClassNames = ClassNames,
            Descriptors = new FeatureMatrix(
                Descriptors.cpu().contiguous().data<float>().ToArray(), ClassNames.Length,
                (int)Descriptors.size(1)),
            Split = new GzslSplit
            {
                TrainVal = _train,
                TestSeen = [.. _scored.Where(row => IsSeen[labels[row]])],
                TestUnseen = [.. _scored.Where(row => !IsSeen[labels[row]])],
            },
        };
    }

    /// <summary>Computes a model's logits for the images to score; [M, C].</summary>
    internal FeatureMatrix ScoredBy(UnseenModel model)
    {
        var scores = new FeatureMatrix(
            new float[(long)_scored.Length * ClassNames.Length], _scored.Length, ClassNames.Length);
        foreach (var (block, rows) in _scored.Chunk(SamplesPerChunk).Index())
            model.ScoreBatch(_features.Select(rows).Values,
                scores.Values.AsMemory(block * SamplesPerChunk * scores.Columns, rows.Length * scores.Columns));
        return scores;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var rows in _rows.Values)
            rows.Dispose();
        _trainFeatures?.Dispose();
        _scoredFeatures?.Dispose();
        Labels.Dispose();
        Descriptors.Dispose();
    }

    /// <summary>
    /// Gets the scaled seen training samples. They are cached unless they take too much memory. The problem owns them.
    /// </summary>
    /// <param name="type">the type of the samples</param>
    /// <param name="unitLength">whether each sample is then scaled to unit length</param>
    internal SampleRows TrainRows(torch.ScalarType type, bool unitLength) => Rows(train: true, type, unitLength);

    /// <summary>The same as <see cref="TrainRows"/>, for the images to score.</summary>
    internal SampleRows ScoredRows(torch.ScalarType type, bool unitLength) => Rows(train: false, type, unitLength);

    /// <summary>Maps samples to another space and stores the results, which the caller disposes.</summary>
    /// <param name="train">true for the seen training samples, false for the images to score</param>
    /// <param name="map">the map to the space; used only during the call</param>
    /// <param name="type">the type of the mapped samples</param>
    /// <param name="unitLength">whether each mapped sample is then scaled to unit length</param>
    /// <param name="random">the random number generator for <see cref="FeatureMap.Sample"/>, which adds noise for
    /// training; null (default) to map without noise</param>
    internal SampleRows Mapped(
        bool train, FeatureMap map, torch.ScalarType type, bool unitLength, torch.Generator? random = null)
    {
        using var rows = Streamed(train ? _train : _scored, torch.ScalarType.Float32, unitLength: false);
        var stored = torch.empty(rows.Count, map.Width, dtype: type, device: _device);
        for (long start = 0; start < rows.Count; start += SamplesPerChunk)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(SamplesPerChunk, rows.Count - start);
            var slice = rows.Slice(start, count);
            var mapped = random is null ? map.Apply(slice) : map.Sample(slice, random); // [B, K]
            stored.narrow(0, start, count).copy_(unitLength ? torch.nn.functional.normalize(mapped, dim: 1) : mapped);
        }

        return new PreparedRows(stored);
    }

    /// <summary>Whether scaled samples of this total size are cached; otherwise they are scaled on each
    /// access.</summary>
    internal static bool IsCached(double bytes) =>
        bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory;

    /// <summary>
    /// Enumerates the seen training samples in chunks: the index of the first sample and the scaled features, [B, D]
    /// float32. Each chunk is disposed when the next chunk is requested.
    /// </summary>
    internal IEnumerable<(long Start, torch.Tensor Features)> TrainChunks()
    {
        using var rows = Streamed(_train, torch.ScalarType.Float32, unitLength: false);
        for (long start = 0; start < rows.Count; start += SamplesPerChunk)
        {
            using var chunk = rows.Slice(start, Math.Min(SamplesPerChunk, rows.Count - start));
            yield return (start, chunk);
        }
    }

    private SampleRows Rows(bool train, torch.ScalarType type, bool unitLength)
    {
        if (!_rows.TryGetValue((train, type, unitLength), out var rows))
            rows = _rows[(train, type, unitLength)] =
                StoreIfSmall(Streamed(train ? _train : _scored, type, unitLength), type);
        return rows;
    }

    private SampleRows StoreIfSmall(StreamedRows rows, torch.ScalarType type)
    {
        var bytes = rows.Count * _features.Columns
            * (type == torch.ScalarType.BFloat16 ? sizeof(ushort) : sizeof(float));
        if (!IsCached(bytes))
            return rows;
        var stored = torch.empty(rows.Count, _features.Columns, dtype: type, device: _device);
        for (long start = 0; start < rows.Count; start += SamplesPerChunk)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(SamplesPerChunk, rows.Count - start);
            stored.narrow(0, start, count).copy_(rows.Slice(start, count));
        }

        return new PreparedRows(stored);
    }

    private StreamedRows Streamed(int[] samples, torch.ScalarType type, bool unitLength) =>
        new(_features, samples, Scaling, unitLength, type, _device);

    private torch.Tensor Matrix(int[] samples)
    {
        using var rows = Streamed(samples, torch.ScalarType.Float32, unitLength: false);
        return rows.Slice(0, samples.Length).DetachFromDisposeScope();
    }
}
