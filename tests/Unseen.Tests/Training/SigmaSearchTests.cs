using Unseen.Training;

namespace Unseen.Tests.Training;

public class SigmaSearchTests
{
    [Theory]
    [InlineData(-4, 0.01)]
    [InlineData(-3, 0.03)]
    [InlineData(-1, 0.3)]
    [InlineData(0, 1)]
    [InlineData(3, 30)]
    [InlineData(12, 1e6)]
    public void Sigma_Rung_IsOneOrThreeTimesAPowerOfTen(int rung, double sigma) =>
        Assert.Equal(sigma, SigmaSearch.Sigma(rung), sigma * 1e-12);

    [Theory]
    [InlineData(0.1)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(1e5)]
    public void Climb_OnePeak_FindsThePeakAndTrainsNoRungTwice(double peak)
    {
        var tried = new List<double>();
        var (rung, found, _) = SigmaSearch.Climb(SigmaSearch.DefaultRung, sigma =>
        {
            tried.Add(sigma);
            return Found(100 - Math.Abs(Math.Log(sigma / peak)));
        });
        Assert.Equal(peak, SigmaSearch.Sigma(rung), peak * 1e-9);
        Assert.Equal(100, found.LaterH, 1e-6);
        Assert.Equal(tried.Distinct(), tried);
    }

    [Fact]
    public void Climb_HZeroNearTheStart_GoesUpUntilHRises()
    {
        var (rung, _, _) = SigmaSearch.Climb(SigmaSearch.DefaultRung, sigma =>
            Found(sigma < 5000 ? 0 : sigma < 20000 ? 10 : 5));
        Assert.Equal(1e4, SigmaSearch.Sigma(rung), 1);
    }

    [Fact]
    public void Climb_HZeroForEverySigma_EndsAtTheLargestSigma()
    {
        var (rung, _, _) = SigmaSearch.Climb(SigmaSearch.DefaultRung, _ => Found(0));
        Assert.Equal(1e6, SigmaSearch.Sigma(rung), 1);
    }

    [Theory]
    [InlineData(58)]
    [InlineData(100)]
    [InlineData(140)]
    public void Climb_ParabolaOverLogSigma_FindsThePeakBetweenTheRungs(double peak)
    {
        var (_, _, found) = SigmaSearch.Climb(SigmaSearch.DefaultRung, sigma =>
            Found(70 - 5 * Math.Pow(Math.Log(sigma / peak), 2)));
        Assert.Equal(peak, found, peak * 1e-9);
    }

    [Fact]
    public void Climb_HNotANumber_ReturnsTheSigmaOfTheFirstRung()
    {
        var (rung, _, peak) = SigmaSearch.Climb(SigmaSearch.DefaultRung, _ => Found(double.NaN));
        Assert.Equal((SigmaSearch.DefaultRung, SigmaSearch.Sigma(SigmaSearch.DefaultRung)), (rung, peak));
    }

    [Fact]
    public void Climb_SameHForEverySigma_ReturnsTheSigmaOfTheRung()
    {
        var (rung, _, peak) = SigmaSearch.Climb(SigmaSearch.DefaultRung, _ => Found(50));
        Assert.Equal(SigmaSearch.Sigma(rung), peak);
    }

    [Theory]
    [InlineData(95.4, 95)]
    [InlineData(1349, 1300)]
    [InlineData(0.0316, 0.032)]
    [InlineData(9.99, 10)]
    public void RoundOdds_KeepsTwoSignificantDigits(double sigma, double rounded) =>
        Assert.Equal(rounded, SigmaSearch.RoundOdds(sigma));

    private static ValidatedSettings Found(double h) =>
        new(new ChosenSettings { ClassifierEpoch = 1 }, h, LogFactor: 0, Models: null);
}
