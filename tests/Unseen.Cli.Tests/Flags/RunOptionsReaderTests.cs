using Unseen.Cli.Flags;
using Unseen.Methods;
using Unseen.Methods.NoAdjustment;
using Unseen.Methods.Wgan;
using Unseen.Methods.Zla;
using Unseen.Options;
using Unseen.Training;

namespace Unseen.Cli.Tests.Flags;

public sealed class RunOptionsReaderTests
{
    [Fact]
    public void ReadOne_NoFlags_ReturnsTheDefaults()
    {
        var options = RunOptionsReader.ReadOne(new FlagValues(), Assert.Fail);

        Assert.Equal([0], options.Seeds);
        Assert.Equal(new RunOptions() with { Seeds = options.Seeds }, options);
    }

    [Fact]
    public void Apply_EverySettingAtItsPresentValue_ChangesNothing()
    {
        foreach (var generator in MethodCatalog.BuiltIn.Generators)
        {
            var options = new RunOptions { Generator = generator };
            var settings = RunSettings.GetAll(MethodCatalog.BuiltIn);
            foreach (var setting in settings.Where(setting => setting.Matters(options)))
                if (setting.ValueIn(options) is { } value)
                    Assert.Equal(options, setting.Apply(options, value.ToString().ToLowerInvariant()));
        }
    }

    [Fact]
    public void Settings_ThatAreSwitches_AreOffByDefault()
    {
        // A flag on the command line can only switch an option on.
        foreach (var generator in MethodCatalog.BuiltIn.Generators)
            foreach (var classifier in MethodCatalog.BuiltIn.Classifiers)
            {
                var options = new RunOptions { Generator = generator, Classifier = classifier };
                foreach (var setting in RunSettings.GetAll(MethodCatalog.BuiltIn).Where(setting =>
                    setting.Kind == OptionKind.Switch && setting.Matters(options)))
                    Assert.Equal("false", setting.ValueIn(options)?.ToString().ToLowerInvariant());
            }
    }

    [Fact]
    public void ReadOne_EpochsAndHidden_SetTheGenerator()
    {
        var options = RunOptionsReader.ReadOne(Values(("--generator", "wgan"), ("--epochs", "9"), ("--hidden", "32")),
            Assert.Fail);

        Assert.Equal(new WganOptions { Epochs = 9, Hidden = 32 }, options.Generator);
    }

    [Fact]
    public void ReadOne_FlagWithoutEffect_Warns()
    {
        var warnings = new List<string>();
        RunOptionsReader.ReadOne(Values(("--adjust", "none"), ("--sigma", "3")), warnings.Add);

        Assert.Equal(["--sigma has no effect with generator centre, classifier ensemble, adjustment none."], warnings);
    }

    [Fact]
    public void ReadGrid_SettingOfOneMethodOnly_IsNotRepeatedForOtherMethods()
    {
        var runs = RunOptionsReader.ReadGrid(Values(("--adjust", "none,zla"), ("--sigma", "1,auto")), Assert.Fail);

        Assert.Equal([new NoAdjustmentOptions(), new ZlaOptions { Sigma = 1 }, new ZlaOptions()],
            runs.Select(run => run.Adjustment));
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
            values.Set(TrainingFlags.BuiltIn.Flags.Single(flag => flag.Name == name), text, name);
        return values;
    }
}
