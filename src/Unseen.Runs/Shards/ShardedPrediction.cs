using Unseen.Data;
using Unseen.Inference;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;

namespace Unseen.Runs.Shards;

/// <summary>Predicts the classes of the rows of feature files, with one output per file. Files that already have an
/// output of the same model and settings are skipped.</summary>
/// <param name="context">messages, warnings, clock and cancellation</param>
public sealed class ShardedPrediction(RunContext context)
{
    /// <summary>The folder for outputs, created if it does not exist.</summary>
    public required string Folder { get; init; }

    /// <summary>The format of outputs.</summary>
    public required PredictionFormat Format { get; init; }

    /// <summary>K, the maximum number of classes per row, at least 1.</summary>
    public required int Top { get; init; }

    /// <summary>Whether only unseen classes are predicted.</summary>
    public required bool UnseenOnly { get; init; }

    /// <summary>The share of images of known classes that may be refused, greater than 0 and less than 1; null
    /// (default) to refuse none. If it is set, outputs have the columns <c>fit</c> and <c>known</c>.</summary>
    public double? Reject { get; init; }

    /// <summary>The number of threads, at least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>Predicts the classes of all files, in their order.</summary>
    /// <param name="run">the folder of a run, or a model file</param>
    /// <param name="files">.npz and .parquet files</param>
    /// <exception cref="UsageException"><see cref="Reject"/> is set, but the model cannot refuse
    /// photographs.</exception>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    /// <exception cref="UnseenDataException">A file is damaged, a row has the wrong width, is not finite or is too
    /// large for finite scores, or an output belongs to another file of the same name. Outputs of earlier files are
    /// complete.</exception>
    /// <exception cref="IOException">An output cannot be written.</exception>
    /// <exception cref="InterruptedException">The prediction was cancelled. Complete outputs are kept.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled while the model was being
    /// loaded.</exception>
    public void Run(string run, IReadOnlyList<string> files)
    {
        var start = context.Clock.GetTimestamp();
        var (model, checksum) = CancellableRead.Run(
            () => (UnseenModel.Load(run, out var sum), sum), context.Cancellation);
        if (Reject is not null)
            ModelFile.RequireRefuses(model, run);
        var top = Math.Min(Top, model.ClassNames.Count);
        var scorer = new ShardScorer(model, top, UnseenOnly ? CandidateClasses.UnseenOnly
            : CandidateClasses.All, Threads, withFit: Reject is not null);
        var (rows, done, skipped) = (0L, 0, 0);
        Directory.CreateDirectory(Folder);
        DeleteAbandoned(files);
        try
        {
            foreach (var file in files)
                if (Score(scorer, file, checksum, top) is { } scored)
                    (rows, done) = (rows + scored, done + 1);
                else
                    skipped++;
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException(
                $"interrupted. {done + skipped} of {Files(files.Count)} are complete in {Folder}: run the same "
                    + "command again to continue.");
        }

        var elapsed = context.Clock.GetElapsedTime(start);
        context.Say(
            $"{Files(done)} done, {skipped} skipped: {rows} rows in {Words.Duration(elapsed)}, {Rate(rows, elapsed)}");
    }

    /// <summary>Determines whether every file has its output, and warns if not. Call this after all parts are done.
    /// Each part lists the folder itself, so if a file is added or removed in the meantime, some files may belong to no
    /// part.</summary>
    /// <param name="run">the folder of a run, or a model file</param>
    /// <param name="files">the files of all parts</param>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    public bool IsComplete(string run, IReadOnlyList<string> files)
    {
        var missing = Missing(run, files);
        if (missing.Length > 0)
            context.Warn(
                $"{missing.Length} of {files.Count} files must still be scored, the first of them {missing[0]}: "
                + "files or the model changed meanwhile. Run the same command again to score them.");
        return missing.Length == 0;
    }

    /// <summary>Finds the files that do not exist, or have no valid output of this model and these settings.</summary>
    private string[] Missing(string run, IEnumerable<string> files)
    {
        var model = UnseenModel.Load(run, out var checksum);
        var top = Math.Min(Top, model.ClassNames.Count);
        return [.. files.Where(file => !File.Exists(file) || !GetRecord(file, checksum, top).Holds(GetOutput(file)))];
    }

    /// <summary>Requires that no output replaces an input.</summary>
    /// <param name="files">the files of all parts</param>
    /// <param name="model">the model file</param>
    /// <exception cref="UsageException">An output would replace an input.</exception>
    public void CheckOutputs(IReadOnlyList<string> files, string model)
    {
        var folder = RealPath.Resolve(Folder);
        var outputs = new Dictionary<string, string>(RealPath.Comparer);
        foreach (var output in files.SelectMany(FilesWrittenFor))
            outputs[Path.Combine(folder, Path.GetFileName(output))] = output;
        foreach (var input in files.Append(model))
            foreach (var place in RealPath.Places(input))
                if (outputs.TryGetValue(place, out var output))
                    throw new UsageException(
                        $"--out {output} would replace {input}, which the command reads. Choose another folder.");
    }

    private string GetOutput(string file) =>
        Path.Combine(Folder, $"{Path.GetFileNameWithoutExtension(file)}.{Names.Get(Format)}");

    /// <summary>Gets the files that are written for an input: the output and its record.</summary>
    private string[] FilesWrittenFor(string file) => [GetOutput(file), ShardRecord.GetPath(GetOutput(file))];

    private ShardRecord GetRecord(string file, string checksum, int top)
    {
        var input = FileState.Read(file); // before reading, so that the next call detects a change made meanwhile
        return new ShardRecord(checksum, Path.GetFullPath(file), ShardDigest.Compute(file), input.Length, input.Written,
            Format, top, UnseenOnly, Reject);
    }

    private void DeleteAbandoned(IReadOnlyList<string> files)
    {
        var own = files.SelectMany(FilesWrittenFor).Select(path => Path.GetFileName(path)).ToHashSet();
        AtomicFile.DeleteAbandoned(Folder, own.Contains);
    }

    /// <summary>Scores a file and returns the number of rows; null if it already has a valid output.</summary>
    private long? Score(ShardScorer scorer, string file, string checksum, int top)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var record = GetRecord(file, checksum, top);
        var output = GetOutput(file);
        if (record.Holds(output))
        {
            context.Say($"{file}: already done");
            return null;
        }

        record.RequireOwn(output);
        var start = context.Clock.GetTimestamp();
        // Delete the old record first, so that it never describes the new output.
        File.Delete(ShardRecord.GetPath(output));
        var rows = 0L;
        AtomicFile.Write(output, stream => rows =
            scorer.Score(file, hasNames => PredictionOutput.Begin(Format, stream, hasNames, top, Reject),
            context.Cancellation));
        (record with { Rows = rows, OutputBytes = new FileInfo(output).Length }).Write(output);
        var elapsed = context.Clock.GetElapsedTime(start);
        context.Say($"{file}: {rows} rows in {Words.Duration(elapsed)}, {Rate(rows, elapsed)}");
        return rows;
    }

    private static string Rate(long rows, TimeSpan elapsed) =>
        $"{Words.Short(Math.Round(rows / Math.Max(elapsed.TotalSeconds, 0.001)))} rows per second";

    private static string Files(int count) => count == 1 ? "1 file" : $"{count} files";
}
