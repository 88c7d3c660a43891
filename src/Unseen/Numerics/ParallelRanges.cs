using TorchSharp;

namespace Unseen.Numerics;

/// <summary>Splits a range into pieces and processes them on as many threads as libtorch uses.</summary>
internal static class ParallelRanges
{
    private const int PiecesPerThread = 8; // several, so that a slow thread does not delay the others

    /// <summary>Computes the number of pieces for a range. Sums that are computed by piece depend on the number
    /// of threads, but not on which thread processes a piece.</summary>
    /// <param name="count">length of the range</param>
    /// <param name="grain">minimum length of a piece, below which a thread is not worth its overhead</param>
    /// <param name="perThread">maximum number of pieces for each thread</param>
    public static int Pieces(long count, long grain, int perThread = PiecesPerThread)
    {
        var threads = torch.get_num_threads();
        return threads == 1 ? 1 : (int)Math.Clamp(count / grain, 1, threads * perThread);
    }

    /// <summary>Calls <paramref name="body"/> for every piece that is not empty, in parallel.</summary>
    /// <param name="count">length of the range</param>
    /// <param name="pieces">number of pieces from <see cref="Pieces"/></param>
    /// <param name="body">receives the number of the piece, its start and its end (exclusive)</param>
    /// <param name="multiple">every start is a multiple of this number, default 1</param>
    public static void Run(long count, int pieces, Action<int, long, long> body, long multiple = 1)
    {
        if (pieces == 1)
        {
            body(0, 0, count);
            return;
        }

        var length = (count + pieces - 1) / pieces;
        length = (length + multiple - 1) / multiple * multiple;
        Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = torch.get_num_threads() }, piece =>
        {
            var start = Math.Min(count, piece * length);
            var end = Math.Min(count, start + length);
            if (start < end)
                body(piece, start, end);
        });
    }
}
