using TorchSharp;

namespace Unseen.Numerics;

/// <summary>Cuts a range into pieces and works on them with as many threads as libtorch has.</summary>
internal static class ParallelRanges
{
    private const int PiecesAThread = 8; // a piece lost to a thread that is busy elsewhere must not hold up the rest

    /// <summary>How many pieces a range is cut into; results added up by piece do not depend on which thread did
    /// which.</summary>
    /// <param name="count">length of the range</param>
    /// <param name="grain">smallest length of a piece worth a thread's while</param>
    public static int Pieces(long count, long grain)
    {
        var threads = torch.get_num_threads();
        return threads == 1 ? 1 : (int)Math.Clamp(count / grain, 1, threads * PiecesAThread);
    }

    /// <summary>Calls <paramref name="body"/> with the number, start and end of every piece.</summary>
    /// <param name="count">length of the range</param>
    /// <param name="pieces">from <see cref="Pieces"/></param>
    /// <param name="body">works on [start, end)</param>
    /// <param name="multiple">starts of pieces are multiples of this</param>
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
