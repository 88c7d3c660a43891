using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Runs.Shards;

/// <summary>Scores the rows of one shard on several threads.</summary>
/// <param name="shard">the shard to read</param>
/// <param name="path">path of the shard in error messages</param>
/// <param name="output">the output to write to</param>
/// <param name="cancellation">stops the pass with an exception</param>
internal sealed class ShardPass(
    FeatureShard shard, string path, PredictionOutput output, CancellationToken cancellation)
{
    private const int PredictionsAtOnce = 1 << 18; // per thread, about 8 MiB

    private readonly Lock _shardLock = new();
    private readonly Turns _turns = new();
    private long _blocks;
    private bool _isAtEnd;

    public required UnseenModel Model { get; init; }

    /// <summary>K, the number of classes per row, from 1 to the number of the model's classes.</summary>
    public required int Top { get; init; }

    public required CandidateClasses Candidates { get; init; }

    /// <summary>Whether to compute how well the rows fit the model's classes.</summary>
    public required bool WithFit { get; init; }

    /// <summary>The number of threads that a worker can use to score.</summary>
    public required int Threads { get; init; }

    /// <summary>The number of rows that workers have taken so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Scores all rows. The calling thread is one of the workers. Call this once.</summary>
    /// <param name="workers">number of threads that take blocks, at least 1</param>
    /// <exception cref="OperationCanceledException">The pass was cancelled.</exception>
    /// <exception cref="UnseenDataException">The shard is damaged, or a feature is not finite or too large.</exception>
    public void Run(int workers)
    {
        List<FeatureBlock> blocks = [];
        try
        {
            while (blocks.Count < workers)
                blocks.Add(shard.CreateBlock());
            Task[] others = [.. blocks.Skip(1).Select(
                block => Task.Factory.StartNew(
                () => Work(block), default, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            Work(blocks[0]);
            Task.WaitAll(others, CancellationToken.None);
        }
        finally
        {
            foreach (var block in blocks)
                block.Dispose();
        }

        cancellation.ThrowIfCancellationRequested();
        if (_turns.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Scores blocks until there are no more, or a block has failed.</summary>
    private void Work(FeatureBlock block)
    {
        var number = 0L;
        try
        {
            while (Take(block, ref number))
            {
                block.Load();
                if (!Score(block, number))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            _turns.Stop();
        }
        catch (Exception exception)
        {
            if (_turns.Await(number)) // earlier blocks come first, so that the error names the first invalid row
                _turns.Stop(exception);
        }
    }

    private bool Take(FeatureBlock block, ref long number)
    {
        lock (_shardLock)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_isAtEnd)
                return false;
            number = _blocks++;
            _isAtEnd = true; // stays true if the next line throws
            _isAtEnd = !shard.Take(block);
            Rows += _isAtEnd ? 0 : block.Rows;
            return !_isAtEnd;
        }
    }

    /// <summary>Scores a block in parts that limit the memory, and writes them when it is the block's turn.</summary>
    /// <returns>false if an earlier block failed, or the pass was stopped</returns>
    private bool Score(FeatureBlock block, long number)
    {
        var width = Model.FeatureWidth;
        var maxRows = Math.Clamp(PredictionsAtOnce / Top, 1, Math.Max(1, block.Rows));
        var best = ArrayPool<Prediction>.Shared.Rent(maxRows * Top);
        for (var start = 0; start < block.Rows; start += maxRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(maxRows, block.Rows - start);
            var own = best.AsMemory(0, count * Top);
            var found = Predict(block.Values.Slice(start * width, count * width), own, block.FirstRow + start);
            var names = block.Names.IsEmpty ? default : block.Names.Slice(start, count);
            var write = output.Prepare(new ScoredRows(block.FirstRow + start, names, own, Top, found));
            if (!_turns.Await(number))
                return false;
            write();
        }

        ArrayPool<Prediction>.Shared.Return(best);
        if (!_turns.Await(number))
            return false;
        _turns.Pass();
        return true;
    }

    private int Predict(ReadOnlyMemory<float> values, Memory<Prediction> best, long firstRow)
    {
        try
        {
            return Model.PredictTopBatch(values, Top, best, Candidates, Threads, WithFit);
        }
        catch (ArgumentException) when (FirstNotFinite(values.Span) is var row && row >= 0)
        {
            throw new UnseenDataException(
                path, $"row {firstRow + row} has a feature that is NaN or infinite. Compute the features again.");
        }
        catch (ArgumentException) when (FirstTooLarge(values.Span) is var row && row >= 0)
        {
            throw new UnseenDataException(path,
                $"row {firstRow + row} has features that are too large for finite scores. Were they computed by "
                    + "the right image model?");
        }
    }

    private int FirstTooLarge(ReadOnlySpan<float> values)
    {
        var width = Model.FeatureWidth;
        var scores = new float[Model.ClassNames.Count];
        for (var row = 0; row < values.Length / width; row++)
        {
            try
            {
                Model.Score(values.Slice(row * width, width), scores);
            }
            catch (ArgumentException)
            {
                return row;
            }
        }

        return -1;
    }

    private int FirstNotFinite(ReadOnlySpan<float> values)
    {
        var width = Model.FeatureWidth;
        for (var row = 0; row < values.Length / width; row++)
            if (!TensorPrimitives.IsFiniteAll(values.Slice(row * width, width)))
                return row;
        return -1;
    }
}
