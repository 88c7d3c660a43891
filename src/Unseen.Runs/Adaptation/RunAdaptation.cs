using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Data.Loading;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;
using Unseen.Runs.Records;

namespace Unseen.Runs.Adaptation;

/// <summary>Loads the model of a run with its branch, reads or extracts features, and saves the changed model, for
/// commands such as <c>unseen adapt</c> and <c>unseen teach</c>.</summary>
public static class RunAdaptation
{
    /// <summary>The default file name of the adapted model, which is saved beside the trained one.</summary>
    public const string FileName = "adapted.safetensors";

    private const int BlockRows = 1024;
    private const int MaxHeldOut = 2000;

    /// <summary>Loads the model of a run. If the model has no branch yet, loads libtorch and fits a branch to the
    /// training images.</summary>
    /// <param name="run">the folder of a run, or a model file in it</param>
    /// <param name="data">path of the training data; null (default) for the path that the run recorded</param>
    /// <param name="cache">cache of converted datasets; null (default) for none</param>
    /// <exception cref="FileNotFoundException"><paramref name="run"/> does not exist.</exception>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    /// <exception cref="UsageException">The path of the training data is needed but not known.</exception>
    /// <exception cref="UnseenDataException">The training data cannot be read, or do not match the model.</exception>
    public static UnseenModel LoadModel(string run, string? data = null, DatasetCache? cache = null)
    {
        RunRecord.RequireExists(run);
        return AddBranch(UnseenModel.Load(run), run, data, cache);
    }

    /// <summary>If a model has no branch, loads libtorch and adds a branch that is fitted to the training images of the
    /// run.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">the folder of its run, or the model file in it</param>
    /// <param name="data">as for <see cref="LoadModel"/></param>
    /// <param name="cache">as for <see cref="LoadModel"/></param>
    /// <returns><paramref name="model"/> itself if it has a branch, otherwise a new model</returns>
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
        return ModelAdapter.WithFalseUnseenRate(
            WhitenedBranch.AddTo(model, dataset), dataset.Features.Select(Spread(dataset.Split.TestSeen)).Values);
    }

    /// <summary>Selects at most 2000 of the rows, evenly spaced.</summary>
    internal static int[] Spread(IReadOnlyList<int> rows)
    {
        var count = Math.Min(rows.Count, MaxHeldOut);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Count / count)])];
    }

    /// <summary>Reads a file of features in blocks of rows. A file whose array can be memory-mapped may be larger than
    /// memory.</summary>
    /// <param name="path">a file that <see cref="FeatureFile.Read"/> accepts, with the raw features of one image per
    /// row</param>
    /// <param name="model">the model that takes the features</param>
    /// <param name="options">override the detected format of a table; null (default) to detect everything</param>
    /// <param name="report">receives a sentence for each detected property of the format; null (default) for
    /// none</param>
    /// <returns>blocks of up to 1024 rows, read on demand: [n * D] values each</returns>
    /// <exception cref="ArgumentException"><paramref name="options"/> are not valid.</exception>
    /// <exception cref="UnseenDataException">The file cannot be read, has no rows, or has another width or columns in
    /// another order than in training.</exception>
    public static IEnumerable<ReadOnlyMemory<float>> ReadFeatures(
        string path, UnseenModel model, ReadingOptions? options = null, Action<string>? report = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var features = FeatureFile.Read(path, model.FeatureWidth, options, report, model.FeatureNames);
        return features.Rows == 0 ? throw new UnseenDataException(path, "features", "at least one row", "none")
            : Blocks(features);
    }

    /// <summary>Saves an adapted or taught model, by default beside the trained one.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">the folder of the run that the model was made from, or the model file in it</param>
    /// <param name="path">the file to write, or null for <see cref="FileName"/> beside the trained model</param>
    /// <param name="context">receives a warning if <paramref name="path"/> is null and an earlier adapted model is
    /// replaced</param>
    /// <returns>the path of the saved file</returns>
    /// <exception cref="UsageException">The file is one of the image models of the model.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Save(UnseenModel model, string run, string? path, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (file, trained) = (path ?? GetPlace(run), ModelFile.GetPath(run));
        if (path is null && File.Exists(file)
            && !RealPath.Comparer.Equals(RealPath.Resolve(file), RealPath.Resolve(trained)))
            context.Warn($"{file} already exists and is replaced. What the model in it has learnt is lost. To continue "
                + "from that model, name its file instead of the run.");
        return ModelFile.Save(model, run, file);
    }

    /// <summary>Gets the default path of an adapted model, beside the trained one.</summary>
    private static string GetPlace(string run) =>
        Path.Combine(Path.GetDirectoryName(ModelFile.GetPath(run)) ?? "", FileName);

    /// <summary>Computes the features of photographs.</summary>
    /// <param name="model">a model that was trained on photographs</param>
    /// <param name="run">the folder of its run, or the model file in it</param>
    /// <param name="photographs">files, folders and patterns</param>
    /// <param name="context">cancellation, and the receiver of warnings about photographs that cannot be used</param>
    /// <returns>[N * D] the features, one photograph after the other, and the [N] paths of the photographs</returns>
    /// <exception cref="Images.ImageDataException">No photograph can be used, or the image models of the model cannot
    /// be loaded.</exception>
    /// <exception cref="OperationCanceledException">The extraction was cancelled.</exception>
    public static (float[] Features, IReadOnlyList<string> Paths) ExtractFeatures(
        UnseenModel model, string run, IEnumerable<string> photographs, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(photographs);
        ArgumentNullException.ThrowIfNull(context);
        using var features = ModelFile.OpenFeatures(model, run);
        var extracted = PhotographFeatures.Extract(features, photographs, context);
        return extracted.Images.Count > 0
            ? (extracted.Features, [.. extracted.Images.Select(image => image.Path)])
            : throw PhotographFeatures.Unusable(photographs);
    }

    private static IEnumerable<ReadOnlyMemory<float>> Blocks(FeatureMatrix features)
    {
        for (var start = 0; start < features.Rows; start += BlockRows)
            yield return features.Select(
                [.. Enumerable.Range(start, Math.Min(BlockRows, features.Rows - start))]).Values;
    }
}
