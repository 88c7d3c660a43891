using Unseen.Calibration;
using Unseen.Data;

namespace Unseen.Tests.Calibration;

public class WeightSearchTests
{
    private const int Seen = 6, Classes = 9, PerClass = 10;

    private static readonly int[] _labels =
        [.. Enumerable.Range(0, Classes * PerClass).Select(i => i / PerClass)];

    private static readonly bool[] _isSeen = [.. Enumerable.Range(0, Classes).Select(c => c < Seen)];

    [Fact]
    public void Find_TrainedMembersThatAreNeverRight_GivesThemNoWeight()
    {
        var search = new WeightSearch(calibrates: false);
        search.Add(Scores((i, truth) => (truth + 1) % Classes), Scores((i, truth) => truth), _labels, _isSeen);

        Assert.Equal((1, 0, 100), search.Find());
    }

    [Fact]
    public void Find_TrainedMembersThatAreAlwaysRight_LetsThemOutvoteTheOthers()
    {
        var search = new WeightSearch(calibrates: false);
        search.Add(Scores((i, truth) => truth),
            Scores((i, truth) => i % 2 == 0 ? truth : (truth + 1) % Classes, height: 0.9f), _labels, _isSeen);

        var (weight, gamma, h) = search.Find();

        Assert.Equal(0.5, weight); // the largest weight w of the other members with 1 - w > 0.9 w
        Assert.Equal((0, 100), (gamma, h));
    }

    [Fact]
    public void Find_HigherHWithLowerUnseenAccuracy_IsNotChosen()
    {
        // The trained members recognise every seen image and nine of ten unseen images (H 94.7). The other members
        // recognise every second seen image and every unseen image (H 66.7).
        var search = new WeightSearch(calibrates: false);
        search.Add(Scores((i, truth) => truth < Seen || i % PerClass > 0 ? truth : 0),
            Scores((i, truth) => truth >= Seen || i % 2 == 0 ? truth : (truth + 1) % Seen, height: 0.9f), _labels,
            _isSeen);

        Assert.Equal(1, search.Find().Weight);
    }

    [Fact]
    public void Find_Calibrated_ChoosesTheGammaForTheWeightedMean()
    {
        // The trained members and the other members both rank the right class first within its group. The trained
        // members add 3 to the scores of seen classes, and the other members add 1.
        FeatureMatrix Leaning(float towards) => Scores((i, truth) => truth, 1, (c, i) =>
            _isSeen[c] ? towards + (c == i % Seen ? 0.5f : 0) : 0);
        var search = new WeightSearch(calibrates: true);
        search.Add(Leaning(3), Leaning(1), _labels, _isSeen);

        var (weight, gamma, h) = search.Find();

        Assert.Equal(100, h);
        var leaning = (3 * (1 - weight)) + weight;
        Assert.InRange(gamma, leaning - 0.5, leaning + 1);
    }

    [Fact]
    public void Find_CalibratedWithASplitWithoutSeenImages_ChoosesTheGammaOnTheOtherSplits()
    {
        // All scores of seen classes are 3 higher, so that a γ of 3 or more is needed.
        var scores = Scores((i, truth) => truth, 1, (c, i) => _isSeen[c] ? 3 : 0);
        var (one, two) = (new WeightSearch(calibrates: true), new WeightSearch(calibrates: true));
        one.Add(scores, scores, _labels, _isSeen);
        two.Add(scores, scores, _labels, _isSeen);
        int[] unseen = [.. Enumerable.Range(0, _labels.Length).Where(row => !_isSeen[_labels[row]])];
        two.Add(scores.Select(unseen), scores.Select(unseen), Array.ConvertAll(unseen, row => _labels[row]), _isSeen);

        Assert.Equal(one.Find().Gamma, two.Find().Gamma);
    }

    /// <summary>Creates scores: the height for the favoured class and 0 for others, plus the added value.</summary>
    private static FeatureMatrix Scores(
        Func<int, int, int> favoured, float height = 1, Func<int, int, float>? added = null)
    {
        var values = new float[_labels.Length * Classes];
        for (var i = 0; i < _labels.Length; i++)
            for (var c = 0; c < Classes; c++)
                values[(i * Classes) + c] = (c == favoured(i, _labels[i]) ? height : 0) + (added?.Invoke(c, i) ?? 0);
        return new FeatureMatrix(values, _labels.Length, Classes);
    }
}
