using Unseen.Data;
using Unseen.Evaluation;

namespace Unseen.Tests.Evaluation;

public class StrengthCorrectionTests
{
    // Two seen and two unseen classes. For every image, the true class has the best score in its group.
    private static readonly bool[] _isSeen = [true, true, false, false];

    [Theory]
    [InlineData(0.8)]
    [InlineData(-1.3)]
    public void LogFactor_EveryClassAgrees_IsTheShiftThatSeparatesTheGroups(double shift)
    {
        // If t is added to the scores of unseen classes, seen images are recognised for t < shift + 0.1, and unseen
        // images for t > shift - 0.1.
        var correction = new StrengthCorrection();
        Add(correction, [shift + 0.1, shift + 0.1, shift - 0.1, shift - 0.1]);

        Assert.Equal(shift, correction.LogFactor(), 0.11);
    }

    [Fact]
    public void LogFactor_ClassesDisagree_IsNearerToZeroThanIfTheyAgree()
    {
        // With the margins of unsure, the two unseen classes need t above 2 and above -2. The two seen classes need t
        // below 2.2 and below -0.5.
        var (sure, unsure) = (new StrengthCorrection(), new StrengthCorrection());
        Add(sure, [2.2, 2.2, 2, 2]);
        Add(unsure, [2.2, -0.5, 2, -2]);

        Assert.InRange(sure.LogFactor(), 1.9, 2.3);
        Assert.InRange(Math.Abs(unsure.LogFactor()), 0, 0.7);
    }

    [Fact]
    public void LogFactor_GroupWithoutImages_IsZero()
    {
        var correction = new StrengthCorrection();
        Assert.Equal(0, correction.LogFactor());
        correction.Add(new FeatureMatrix([3, 0, 1, 0], 1, 4), [0], _isSeen);
        Assert.Equal(0, correction.LogFactor());
    }

    [Fact]
    public void LogFactor_SameData_IsTheSameTwice()
    {
        static double Once()
        {
            var correction = new StrengthCorrection();
            Add(correction, [1.1, 0.2, 0.9, -0.4]);
            return correction.LogFactor();
        }

        Assert.Equal(Once(), Once());
    }

    /// <summary>Adds one image of each class. The best seen score of each image exceeds its best unseen score by the
    /// margin of the class.</summary>
    private static void Add(StrengthCorrection correction, double[] margins)
    {
        var scores = new float[4 * 4];
        for (var i = 0; i < 4; i++)
        {
            var (seen, unseen) = i < 2 ? (i, 2) : (0, i);
            scores.AsSpan(i * 4, 4).Fill(-10);
            scores[i * 4 + seen] = (float)margins[i];
            scores[i * 4 + unseen] = 0;
        }

        correction.Add(new FeatureMatrix(scores, 4, 4), [0, 1, 2, 3], _isSeen);
    }
}
