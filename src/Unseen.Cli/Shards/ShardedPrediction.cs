using System.Security.Cryptography;
using Unseen.Cli.Predictions;
using Unseen.Cli.Reporting;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Cli.Shards;

/// <summary>Predicts from files of features, each into a file of its own; what is done already is not done again.</summary>
/// <param name="terminal">for progress, time and Ctrl-C</param>
internal sealed class ShardedPrediction(Terminal terminal)
{
    /// <summary>Where outputs go: a folder, made if need be.</summary>
    public required string Folder { get; init; }

    /// <summary>How they are written.</summary>
    public required PredictionFormat Format { get; init; }

    /// <summary>K, classes for each row, at least 1.</summary>
    public required int Top { get; init; }

    /// <summary>Whether only unseen classes are named.</summary>
    public required bool UnseenOnly { get; init; }

    /// <summary>Threads to score on, at least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>Predicts from all files, in their order.</summary>
    /// <param name="run">the folder of a run, or a model file</param>
    /// <param name="files">.npz and .parquet files</param>
    /// <exception cref="DataException">A file is damaged, or a row has not the right width or is not finite; outputs before it are there.</exception>
    /// <exception cref="InterruptedException">Interrupted; outputs that are complete are there.</exception>
    public void Run(string run, IReadOnlyList<string> files)
    {
        var start = terminal.Clock.GetTimestamp();
        var model = UnseenModel.Load(run);
        var checksum = ChecksumOf(Directory.Exists(run) ? Path.Combine(run, UnseenModel.FileName) : run);
        var scorer = new ShardScorer(model, Top, UnseenOnly ? CandidateClasses.UnseenOnly : CandidateClasses.All, Threads);
        var (rows, done, skipped) = (0L, 0, 0);
        Directory.CreateDirectory(Folder);
        try
        {
            foreach (var file in files)
                if (Score(scorer, file, checksum) is { } scored)
                    (rows, done) = (rows + scored, done + 1);
                else
                    skipped++;
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException(
                $"interrupted with {done + skipped} of {Files(files.Count)} complete in {Folder}; the same command goes on from there.");
        }

        var elapsed = terminal.Clock.GetElapsedTime(start);
        terminal.Output.WriteLine($"{Files(done)} done, {skipped} skipped: {rows} rows in {Words.Duration(elapsed)}, {Rate(rows, elapsed)}");
    }

    /// <summary>The number of rows, or null where they were scored before.</summary>
    private long? Score(ShardScorer scorer, string file, string checksum)
    {
        terminal.Cancellation.ThrowIfCancellationRequested();
        var input = new FileInfo(file); // looked at before it is read: a change meanwhile shows the next time
        var record = new ShardRecord(checksum, input.Length, input.LastWriteTimeUtc, Format, Top, UnseenOnly);
        var output = Path.Combine(Folder, $"{Path.GetFileNameWithoutExtension(file)}.{Names.Of(Format)}");
        if (record.Holds(output))
        {
            terminal.Output.WriteLine($"{file}: already done");
            return null;
        }

        var start = terminal.Clock.GetTimestamp();
        File.Delete(ShardRecord.PathOf(output)); // first, so that it never describes an output that it does not belong to
        var rows = 0L;
        AtomicFile.Write(output, stream => rows = scorer.Score(file, hasNames => PredictionOutput.Begin(Format, stream, hasNames, Top), terminal.Cancellation));
        (record with { Rows = rows, OutputBytes = new FileInfo(output).Length }).Write(output);
        var elapsed = terminal.Clock.GetElapsedTime(start);
        terminal.Output.WriteLine($"{file}: {rows} rows in {Words.Duration(elapsed)}, {Rate(rows, elapsed)}");
        return rows;
    }

    private static string ChecksumOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Rate(long rows, TimeSpan elapsed) => $"{Words.Short(Math.Round(rows / Math.Max(elapsed.TotalSeconds, 0.001)))} rows a second";

    private static string Files(int count) => count == 1 ? "1 file" : $"{count} files";
}
