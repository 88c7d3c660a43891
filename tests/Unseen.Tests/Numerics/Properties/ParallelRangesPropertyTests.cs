using FsCheck;
using FsCheck.Fluent;
using Unseen.Numerics;

namespace Unseen.Tests.Numerics.Properties;

public class ParallelRangesPropertyTests
{
    [Fact]
    public void Run_AnyCountAndThreads_CoversEveryNumberOnce()
    {
        var cases =
            from count in Gen.Frequency((1, Gen.Elements(1, 7, 63, 65, 1023)), (1, Gen.Choose(1, 5000)))
            from grain in Gen.Elements(1, 7, 512, 1 << 17)
            from multiple in Gen.Elements(1, 16)
            from threads in Gen.Elements(1, 2, 16)
            select (count, grain, multiple, threads);
        Prop.ForAll(Arb.From(cases), one =>
        {
            using var threads = new ThreadCount(one.threads);
            var (times, pieces) = (new int[one.count], ParallelRanges.Pieces(one.count, one.grain));
            ParallelRanges.Run(
                one.count,
                pieces,
                (piece, start, end) =>
                {
                    Assert.InRange(piece, 0, pieces - 1);
                    Assert.Equal(0, start % one.multiple);
                    for (var i = start; i < end; i++)
                        Interlocked.Increment(ref times[i]);
                },
                one.multiple);
            Assert.All(times, time => Assert.Equal(1, time));
        }).Check(SameCases.Create(200));
    }
}
