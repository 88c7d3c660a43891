using Unseen.Data;
using Unseen.Evaluation;

namespace Unseen.Tests.Evaluation;

public sealed class KnownFitSearchTests
{
    private readonly bool[] _isSeen = [true, false, true, false, true];

    [Fact]
    public void Fit_AnyImages_RefusesTheShareOfThemThatIsAskedFor()
    {
        var random = new Random(1);
        var scores = new FeatureMatrix([.. Enumerable.Range(0, 5000).Select(_ => random.NextSingle())], 1000, 5);
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i < 800 ? 0 : 1)]; // four times as many seen images
        var search = new KnownFitSearch();

        search.Add(scores, labels, _isSeen, unseenShift: 0);
        var fit = search.Fit()!;

        foreach (var share in new[] { 0.05, 0.2, 0.5 })
        {
            double Refused(int first, int count) =>
                Enumerable.Range(first, count).Count(i => fit.Of(scores.Row(i)) < share) / (double)count;
            Assert.Equal(share, (Refused(0, 800) + Refused(800, 200)) / 2, 0.01);
        }
    }

    [Fact]
    public void Fit_FewerThan4Classes_IsNull()
    {
        var search = new KnownFitSearch();
        search.Add(new FeatureMatrix([1, 2, 3], 1, 3), [0], [true, true, false], unseenShift: 0);

        Assert.Null(search.Fit());
    }
}
