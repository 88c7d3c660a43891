using Unseen.Cli.Flags;
using Unseen.Generators;
using Unseen.Training;

namespace Unseen.Cli.Tests.Flags;

public sealed class RunOptionsReaderTests
{
    [Fact]
    public void ReadOne_Nothing_GivesTheDefaults()
    {
        var options = RunOptionsReader.ReadOne(new FlagValues(), Assert.Fail);

        Assert.Equal([0], options.Seeds);
        Assert.Equal(new RunOptions() with { Seeds = options.Seeds }, options);
    }

    [Fact]
    public void ReadOne_EverySettingAtItsOwnValue_ChangesNothing()
    {
        foreach (var generator in Enum.GetValues<GeneratorKind>())
        {
            var options = new RunOptions { Generator = generator };
            foreach (var setting in TrainingSettings.All.Where(setting => setting.Matters(options)))
                if (setting.Get(options) is { } value)
                    Assert.Equal(options, setting.Set(options, value.ToString().ToLowerInvariant(), setting.Flag.Name));
        }
    }

    [Fact]
    public void ReadOne_EpochsOfTheWgan_LeaveTheCentreAlone()
    {
        var options = RunOptionsReader.ReadOne(Values(("--generator", "wgan"), ("--epochs", "9"), ("--hidden", "32")), Assert.Fail);

        Assert.Equal((9, 32), (options.Wgan.Epochs, options.Wgan.Hidden));
        Assert.Equal(new CentreOptions(), options.Centre);
    }

    [Fact]
    public void ReadOne_FlagWithoutEffect_IsWarnedOf()
    {
        var warnings = new List<string>();
        RunOptionsReader.ReadOne(Values(("--adjust", "none"), ("--sigma", "3")), warnings.Add);

        Assert.Equal(["--sigma has no effect with generator centre, classifier prototype, adjustment none."], warnings);
    }

    [Fact]
    public void ReadGrid_SettingOfOneMethodOnly_IsNotRepeatedForOthers()
    {
        var runs = RunOptionsReader.ReadGrid(Values(("--adjust", "none,zla"), ("--sigma", "1,auto")), Assert.Fail);

        Assert.Equal([("None", null), ("Zla", 1.0), ("Zla", null)], runs.Select(run => ($"{run.Adjustment}", run.Sigma)));
    }

    [Theory]
    [InlineData(null, null, new[] { 0 })]
    [InlineData("5", null, new[] { 5 })]
    [InlineData("5", "3", new[] { 5, 6, 7 })]
    [InlineData(null, "7,0,42", new[] { 7, 0, 42 })]
    [InlineData(null, "9,", new[] { 9 })]
    public void ReadOne_Seeds_AreACountOrAList(string? seed, string? seeds, int[] expected)
    {
        var values = new FlagValues();
        if (seed is not null)
            values.Set(SeedFlags.Seed, seed, "--seed");
        if (seeds is not null)
            values.Set(SeedFlags.Seeds, seeds, "--seeds");

        Assert.Equal(expected, RunOptionsReader.ReadOne(values, Assert.Fail).Seeds);
    }

    private static FlagValues Values(params (string Name, string Text)[] flags)
    {
        var values = new FlagValues();
        foreach (var (name, text) in flags)
            values.Set(TrainingSettings.All.Single(setting => setting.Flag.Name == name).Flag, text, name);
        return values;
    }
}
