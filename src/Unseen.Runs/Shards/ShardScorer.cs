using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Runs.Shards;

/// <summary>
/// Scores shards on several threads, each of which takes the next block, scores it on its own, and waits for its turn
/// to write: what is written does not depend on how many there are.
/// </summary>
/// <param name="model">the model</param>
/// <param name="top">K, classes for each row, at least 1</param>
/// <param name="candidates">the classes to choose from</param>
/// <param name="threads">threads, at least 1</param>
internal sealed class ShardScorer(UnseenModel model, int top, CandidateClasses candidates, int threads)
{
    private const long LoadingBytes = 2L << 30; // for the blocks that are loaded at once; a single one may take more

    /// <summary>Scores all rows.</summary>
    /// <param name="path">path of a .npz or .parquet file</param>
    /// <param name="begin">makes the output, once it is known whether the shard has names</param>
    /// <param name="cancellation">ends it, with an exception</param>
    /// <returns>the number of rows</returns>
    /// <exception cref="DataException">The shard is damaged, or a feature is not finite: the first such row is
    /// named.</exception>
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
        };
        pass.Run(workers);
        output.Complete();
        return pass.Rows;
    }
}
