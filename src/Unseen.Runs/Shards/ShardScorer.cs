using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Runs.Shards;

/// <summary>
/// Scores shards on several threads. Each thread takes the next block, scores it, and waits for its turn to write, so
/// that the output does not depend on the number of threads.
/// </summary>
/// <param name="model">the model</param>
/// <param name="top">K, the maximum number of classes per row, at least 1</param>
/// <param name="candidates">the classes to choose from</param>
/// <param name="threads">number of threads, at least 1</param>
/// <param name="withFit">whether to compute how well the rows fit the model's classes</param>
internal sealed class ShardScorer(
    UnseenModel model, int top, CandidateClasses candidates, int threads, bool withFit)
{
    // the memory limit for all blocks that are loaded at the same time; a single block may exceed it
    private const long LoadingBytes = 2L << 30;

    /// <summary>Scores all rows of a shard.</summary>
    /// <param name="path">path of a .npz or .parquet file</param>
    /// <param name="begin">creates the output; receives whether the shard has image names</param>
    /// <param name="cancellation">stops the scoring with an exception</param>
    /// <returns>the number of rows</returns>
    /// <exception cref="UnseenDataException">The shard is damaged, or a feature is not finite or too large. The message
    /// names the first invalid row.</exception>
    /// <exception cref="OperationCanceledException">The scoring was cancelled.</exception>
    public long Score(string path, Func<bool, PredictionOutput> begin, CancellationToken cancellation)
    {
        using var shard = FeatureShard.Open(path, model.FeatureWidth);
        using var output = begin(shard.HasNames);
        var workers = (int)Math.Clamp(Math.Min(LoadingBytes / Math.Max(1, shard.BlockBytes), shard.Blocks), 1, threads);
        var pass = new ShardPass(shard, path, output, cancellation)
        {
            Model = model,
            Top = Math.Min(top, model.ClassNames.Count),
            Candidates = candidates,
            Threads = threads / workers,
            WithFit = withFit,
        };
        pass.Run(workers);
        output.Complete();
        return pass.Rows;
    }
}
