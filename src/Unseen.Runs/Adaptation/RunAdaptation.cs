using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Data.Loading;
using Unseen.Images.Backbones;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;
using Unseen.Runs.Records;

namespace Unseen.Runs.Adaptation;

/// <summary>What <c>unseen adapt</c> and <c>unseen teach</c> share: the model of a run with its branch, and
/// photographs as features.</summary>
public static class RunAdaptation
{
    /// <summary>The name of the adapted model, which lies beside the trained one.</summary>
    public const string FileName = "adapted.safetensors";

    private const int BlockRows = 1024;
    private const int MaxHeldOut = 2000;

    /// <summary>Loads the model of a run, and fits its branch to the training images if it has none yet. Loads
    /// libtorch in that case.</summary>
    /// <param name="run">the folder of a run, or a model file in it</param>
    /// <param name="data">another place of the training data than the one that the run recorded, or null
    /// (default)</param>
    /// <param name="cache">cache of converted datasets; null (default) for none</param>
    /// <exception cref="UsageException">The location of the training data is needed but not known.</exception>
    /// <exception cref="UnseenDataException">The training data cannot be read, or are not those of the
    /// model.</exception>
    public static UnseenModel LoadModel(string run, string? data = null, DatasetCache? cache = null)
    {
        RunRecord.RequireThere(run);
        return AddBranch(UnseenModel.Load(run), run, data, cache);
    }

    /// <summary>Fits the branch of a model to the training images of its run if it has none yet. Loads libtorch in that
    /// case.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">the folder of its run, or the model file in it</param>
    /// <param name="data">as for <see cref="LoadModel"/></param>
    /// <param name="cache">as for <see cref="LoadModel"/></param>
    /// <exception cref="UsageException">As for <see cref="LoadModel"/>.</exception>
    /// <exception cref="UnseenDataException">As for <see cref="LoadModel"/>.</exception>
    public static UnseenModel AddBranch(
        UnseenModel model, string run, string? data = null, DatasetCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Branch is not null)
            return model;
        var record = RunRecord.Read(run);
        var source = record.Description?.Data?.ToSource()
            ?? new DataSource(data ?? throw new UsageException(
                "--data DIR is required: the model has not been adapted before, and its run does not say where its "
                    + "training data are."), Features: null, Semantics: null);
        if (data is not null)
            source = source with { Path = data };
        LibTorch.Load();
        var dataset = source.Load(cache);
        return ModelAdapter.WithMistakes(
            WhitenedBranch.AddTo(model, dataset), dataset.Features.Select(Spread(dataset.Split.TestSeen)).Values);
    }

    /// <summary>Gets at most 2000 rows, evenly spaced.</summary>
    internal static int[] Spread(IReadOnlyList<int> rows)
    {
        var count = Math.Min(rows.Count, MaxHeldOut);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Count / count)])];
    }

    /// <summary>Gets the rows of a file of features in blocks; a file whose array can be mapped may be larger than
    /// memory.</summary>
    /// <param name="path">a table or a file of arrays, as for <see cref="FeatureFile.Read"/>, of raw features, one row
    /// per image</param>
    /// <param name="width">D, the model's number of features</param>
    /// <param name="options">what overrides what is recognised in a table; null (default) for nothing</param>
    /// <param name="report">receives a sentence for each choice that was made in reading; null (default) for
    /// none</param>
    /// <exception cref="UnseenDataException">The file cannot be read, has no rows, or is of another width.</exception>
    public static IEnumerable<ReadOnlyMemory<float>> ReadFeatures(
        string path, int width, ReadingOptions? options = null, Action<string>? report = null)
    {
        var features = FeatureFile.Read(path, width, options, report);
        return features.Rows == 0 ? throw new UnseenDataException(path, "features", "at least one row", "none")
            : Blocks(features);
    }

    /// <summary>Saves a model that has learnt something beside the trained one, or elsewhere.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">the folder of a run, or a model file in it, that the model was made from</param>
    /// <param name="path">another file, or null for <see cref="FileName"/> beside the trained model</param>
    /// <param name="context">who is warned if another model that has learnt something is replaced</param>
    /// <returns>the path of the saved file</returns>
    public static string Save(UnseenModel model, string run, string? path, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (file, trained) = (path ?? PlaceOf(run), ModelFile.PathOf(run));
        if (path is null && File.Exists(file) && !RealPath.Comparer.Equals(RealPath.Of(file), RealPath.Of(trained)))
            context.Warn($"{file} already exists and is replaced. What that model has learnt is lost. To add to it, "
                + "name that file instead of the run.");
        return ModelFile.Save(model, run, file);
    }

    /// <summary>Gets the place of a model that has learnt something: beside the trained one.</summary>
    private static string PlaceOf(string run) =>
        Path.Combine(Path.GetDirectoryName(ModelFile.PathOf(run)) ?? "", FileName);

    /// <summary>Computes the features of photographs.</summary>
    /// <param name="model">a model that was trained on photographs</param>
    /// <param name="run">the folder of its run, or the model file in it</param>
    /// <param name="photographs">files, folders and patterns</param>
    /// <param name="context">input, cancellation and warnings</param>
    /// <returns>[N * D] the features, one photograph after the other, and the [N] paths of the photographs</returns>
    /// <exception cref="UsageException">No photograph can be used.</exception>
    public static (float[] Features, IReadOnlyList<string> Paths) ExtractFeatures(
        UnseenModel model, string run, IEnumerable<string> photographs, RunContext context)
    {
        using var features = ModelFile.OpenFeatures(model, run);
        return ExtractFeatures(features, photographs, context);
    }

    /// <summary>Computes the features of photographs by image models that are open.</summary>
    internal static (float[] Features, IReadOnlyList<string> Paths) ExtractFeatures(
        ImageFeatures features, IEnumerable<string> photographs, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var extracted = PhotographFeatures.Extract(features, photographs, context);
        return extracted.Images.Count > 0
            ? (extracted.Features, [.. extracted.Images.Select(image => image.Path)])
            : throw new UsageException("none of the photographs can be used.");
    }

    private static IEnumerable<ReadOnlyMemory<float>> Blocks(FeatureMatrix features)
    {
        for (var start = 0; start < features.Rows; start += BlockRows)
            yield return features.Select(
                [.. Enumerable.Range(start, Math.Min(BlockRows, features.Rows - start))]).Values;
    }
}
