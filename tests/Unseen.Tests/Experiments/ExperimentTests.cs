using Unseen.Data;
using Unseen.Experiments;
using Unseen.Methods;
using Unseen.Methods.Centre;
using Unseen.Methods.Ensemble;
using Unseen.Methods.Linear;
using Unseen.Methods.NoAdjustment;
using Unseen.Methods.NoGenerator;
using Unseen.Methods.Prototype;
using Unseen.Methods.Wgan;
using Unseen.Methods.Zla;
using Unseen.Numerics;
using Unseen.Tests.Checkpoints;
using Unseen.Tests.Training;
using Unseen.Training;
using Unseen.Training.Progress;
using static TorchSharp.torch;

namespace Unseen.Tests.Experiments;

public class ExperimentTests
{
    private static readonly ExperimentScale _tiny = new()
    {
        Seeds = [0, 1],
        Epochs = 1,
        Hidden = 8,
        ClassifierEpochs = 2,
        OwnPseudo = 3,
        PseudoCounts = [1, 2],
    };

    public static TheoryData<ExperimentKind> Kinds => [.. Enum.GetValues<ExperimentKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cells_EveryExperiment_AreValidAndDistinct(ExperimentKind kind)
    {
        var cells = ExperimentPlan.Cells(kind, new ExperimentScale());
        Assert.NotEmpty(cells);
        Assert.All(cells, cell => Assert.Empty(cell.Options.Validate()));
        Assert.Equal(cells.Count, cells.Select(cell => (cell.Series, cell.Variant)).Distinct().Count());
        Assert.Equal(cells.Count, cells.Select(cell => ResultStore.GetKey(TinyBenchmark.Create(), cell.Options, 0))
            .Distinct().Count());
    }

    [Fact]
    public void Cells_Main_HaveEveryGeneratorAsPublishedAndWithTenPseudoFeaturesUnderZla()
    {
        var cells = ExperimentPlan.Cells(ExperimentKind.Main, new ExperimentScale());
        foreach (var generator in MethodCatalog.BuiltIn.Generators.Where(method => method.MakesPseudoFeatures))
        {
            var own = cells.Where(cell => cell.Options.Generator.Name == generator.Name).ToArray();
            Assert.Contains(own, cell => cell is
            {
                Variant: "as published",
                Options: { Adjustment: NoAdjustmentOptions, PseudoPerClass: 300 }
            });
            Assert.Contains(own, cell => cell.Options
                is { Adjustment: ZlaOptions, PseudoPerClass: 10, Classifier: LinearOptions });
            Assert.Contains(own, cell => cell.Options
                is { Adjustment: ZlaOptions, PseudoPerClass: 10, Classifier: PrototypeOptions });
        }
    }

    [Fact]
    public void Cells_SomeGenerators_AreTheCellsOfTheseAndThoseWithoutPseudoFeatures()
    {
        var some = _tiny with { Generators = ["centre", "cvae"] };

        Assert.All(Enum.GetValues<ExperimentKind>(), kind => Assert.Equal(
            ExperimentPlan.Cells(kind, _tiny).Where(
                cell => cell.Options.Generator.Name is "centre" or "cvae" or "none"),
            ExperimentPlan.Cells(kind, some)));
        Assert.Empty(ExperimentPlan.Cells(ExperimentKind.Heads, some));
        Assert.Throws<ArgumentException>(
            () => ExperimentPlan.Cells(ExperimentKind.Main, _tiny with { Generators = ["wgn"] }));
    }

    [Fact]
    public void Cells_Quick_AreOfThreeGeneratorsUnlessOthersAreNamed()
    {
        Assert.Equal(["centre", "cvae", "wgan"], GetGenerators(ExperimentScale.Quick));
        Assert.Equal(["free"], GetGenerators(ExperimentScale.Quick with { Generators = ["free"] }));

        static IEnumerable<string> GetGenerators(ExperimentScale scale) => ExperimentPlan
            .Cells(ExperimentKind.PlugIn, scale).Select(cell => cell.Options.Generator.Name).Distinct();
    }

    [Fact]
    public void Cells_Encoder_AreZeroShotTrainedAndBoth()
    {
        var cells = ExperimentPlan.Cells(ExperimentKind.Encoder, _tiny);

        Assert.Equal(["zero-shot", "prototype+linear + ZLA", "prototype+linear+image-text + ZLA"],
            cells.Select(cell => cell.Variant));
        Assert.Equal([true, false, true], cells.Select(cell => cell.Options.Classifier.NeedsEncoder));
        Assert.All(cells, cell => Assert.Empty(cell.Options.Validate()));
        Assert.DoesNotContain(
            ExperimentPlan.Cells(ExperimentKind.Main, _tiny), cell => cell.Options.Classifier.NeedsEncoder);
    }

    [Fact]
    public void Run_StoppedAndRunAgain_EqualsOneRunAndTrainsNothingTwice()
    {
        using var folder = new TemporaryFolder();
        var dataset = TinyBenchmark.Create();
        var cells = ExperimentPlan.Cells(ExperimentKind.Relu, _tiny);
        var whole = new ExperimentRunner(dataset, new ResultStore(folder.GetPath("whole")))
            .Run(cells, _tiny.Seeds, cancellation: TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var runner = new ExperimentRunner(dataset, new ResultStore(folder.GetPath("parts")));
        var part = runner.Run(cells, _tiny.Seeds,
            new Reporter(progress => { if (progress.Fraction > 0.4) stop.Cancel(); }), stop.Token);
        Assert.False(part.IsComplete);
        var finished = Directory.GetFiles(folder.GetPath("parts")).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.InRange(finished.Count, 1, (2 * cells.Count) - 1);

        var rest = runner.Run(cells, _tiny.Seeds, cancellation: TestContext.Current.CancellationToken);
        Assert.True(whole.IsComplete && rest.IsComplete);
        Assert.All(finished, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        foreach (var cell in cells)
            Assert.Equal(whole.GetResults(cell).Select(result => (result.Seed, result.U, result.S, result.H)),
                rest.GetResults(cell).Select(result => (result.Seed, result.U, result.S, result.H)));
    }

    [Fact]
    public void Run_StoppedBeforeASecondCellHasAResult_KeepsTheResultOfTheFirstCell()
    {
        using var folder = new TemporaryFolder();
        ExperimentCell[] cells = [.. ExperimentPlan.Cells(ExperimentKind.PlugIn, _tiny)
            .Where(cell => cell.Options.Generator is WganOptions).Take(2)];
        using var stop = new CancellationTokenSource();
        var results = new ExperimentRunner(TinyBenchmark.Create(), new ResultStore(folder.FullPath)).Run(cells, [0],
            new Reporter(progress =>
            {
                if (progress.Training.Run == 0 && progress.Training.Epoch is
                    { Stage: TrainingStage.Final, Phase: TrainingPhase.Classifier } last && last.Epoch == last.Epochs)
                    stop.Cancel();
            }), stop.Token);

        Assert.False(results.IsComplete);
        Assert.Single(results.GetResults(cells[0]));
        Assert.Empty(results.GetResults(cells[1]));
        Assert.Single(Directory.GetFiles(folder.FullPath));
    }

    [Fact]
    public void Run_ACellDiverges_ComputesTheOthers()
    {
        using var folder = new TemporaryFolder();
        ExperimentCell Cell(int divergesAt) => new("steady", $"{divergesAt}", new RunOptions
        {
            Generator = new SteadyOptions { DivergesAt = divergesAt },
            Classifier = new LinearOptions(),
        });
        ExperimentCell[] cells = [Cell(divergesAt: 0), Cell(divergesAt: 2)];

        var results = new ExperimentRunner(TinyBenchmark.Create(), new ResultStore(folder.FullPath))
            .Run(cells, [0, 1], cancellation: TestContext.Current.CancellationToken);

        Assert.False(results.IsComplete);
        Assert.False(results.WasCancelled);
        Assert.Equal(2, results.GetResults(cells[0]).Count);
        Assert.Empty(results.GetDivergences(cells[0]));
        Assert.Empty(results.GetResults(cells[1]));
        Assert.Equal(2, results.GetDivergences(cells[1]).Count);
        Assert.StartsWith("seed 1, ", results.GetDivergences(cells[1])[1]);
        Assert.Equal(2, Directory.GetFiles(folder.FullPath).Length);
    }

    [Fact]
    public void Run_OneCell_EqualsTheResultOfTheTrainer()
    {
        using var folder = new TemporaryFolder();
        var dataset = TinyBenchmark.Create();
        var cell = ExperimentPlan.Cells(ExperimentKind.PlugIn, _tiny)
            .First(cell => cell.Options is { Generator: WganOptions, Adjustment: ZlaOptions });
        var result = new ExperimentRunner(dataset, new ResultStore(folder.FullPath))
            .Run([cell], [1], cancellation: TestContext.Current.CancellationToken).GetResults(cell).Single();
        var alone = GzslTrainer.Train(
            dataset, cell.Options with { Seeds = [1] }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((alone.U.Mean, alone.S.Mean, alone.H.Mean, alone.T1.Mean),
            (result.U, result.S, result.H, result.T1));
        Assert.Equal(alone.Seeds[0].Chosen, result.Chosen);
        Assert.Equal(3 * dataset.UnseenClasses.Length, result.PseudoFeatures);
    }

    [Fact]
    public void TrainingSeconds_GeneratorSharedByCells_IsCountedOnce()
    {
        var dataset = TinyBenchmark.Create();
        ExperimentCell[] cells = [.. ExperimentPlan.Cells(ExperimentKind.PlugIn, _tiny)
            .Where(cell => cell.Options.Generator.Name == "wgan")];
        Assert.True(cells.Length > 1);
        var known = cells.SelectMany((cell, i) => _tiny.Seeds.Select(seed => (
            Key: ResultStore.GetKey(dataset, cell.Options, seed),
            Result: new CellResult
            {
                Seed = seed,
                U = 1,
                S = 1,
                H = 1,
                T1 = 1,
                Ausuc = 1,
                Chosen = new ChosenSettings { ClassifierEpoch = 1 },
                PseudoFeatures = 1,
                GeneratorSeconds = 100 + (10 * seed),
                ClassifierSeconds = i + 1,
            }))).ToDictionary(one => one.Key, one => one.Result);
        var results = new ExperimentResults(dataset, _tiny.Seeds, known, [], wasCancelled: false);

        // One generator for each of the seeds 0 and 1, and one classifier for each cell and seed.
        var expected = 100 + 110 + (2 * cells.Select((_, i) => i + 1).Sum());
        Assert.Equal(expected, results.TrainingSeconds(cells), 1e-9);
        Assert.Equal(expected, results.TrainingSeconds([.. cells, cells[0] with { Series = "again" }]), 1e-9);
    }

    [Fact]
    public void Find_DamagedFile_IsNull()
    {
        using var folder = new TemporaryFolder();
        var store = new ResultStore(folder.FullPath);
        File.WriteAllText(folder.GetPath("abc.json"), "{ \"u\": 3");
        Assert.Null(store.Find("abc"));
    }

    [Fact]
    public void GetKey_SeedOptionsOrDataChanged_ReturnsAnotherKey()
    {
        var (dataset, options) = (TinyBenchmark.Create(), new RunOptions());
        var key = ResultStore.GetKey(dataset, options, 0);
        Assert.Equal(key, ResultStore.GetKey(dataset, options with { Seeds = [7, 8] }, 0));
        Assert.NotEqual(key, ResultStore.GetKey(dataset, options, 1));
        var other = options with { Adjustment = new ZlaOptions { Sigma = 3 } };
        Assert.NotEqual(key, ResultStore.GetKey(dataset, other, 0));
        Assert.NotEqual(key, ResultStore.GetKey(dataset
            with
        { Checksums = new Dictionary<string, string> { ["a"] = "b" } }, options, 0));
        // Two descriptor arrays of one file have the same checksums.
        var checksums = dataset with { Checksums = new Dictionary<string, string> { ["a"] = "b" } };
        var (one, two) = (dataset.Descriptors, new FeatureMatrix(
            Array.ConvertAll(dataset.Descriptors.Values, value => 2 * value),
            dataset.Descriptors.Rows, dataset.Descriptors.Columns));
        Assert.NotEqual(ResultStore.GetKey(checksums with { Descriptors = one }, options, 0),
            ResultStore.GetKey(checksums with { Descriptors = two }, options, 0));
        Assert.Equal(ResultStore.GetKey(checksums, options, 0),
            ResultStore.GetKey(checksums with { Name = "moved", ImageFiles = null }, options, 0));
        string GetKey(Precision precision) =>
            ResultStore.GetKey(dataset, options with { Precision = precision }, 0);
        Assert.NotEqual(GetKey(Precision.Fp32), GetKey(Precision.Bf16));
        Assert.Equal(GetKey(Precision.Auto.On(CPU)), key);
    }

    [Fact]
    public void GetKey_SettingsOfAMemberChanged_ReturnsAnotherKey()
    {
        static string GetKey(params ClassifierOptions[] members) => ResultStore.GetKey(TinyBenchmark.Create(),
            new RunOptions { Classifier = new EnsembleOptions { Members = members } }, 0);
        var key = GetKey(new PrototypeOptions(), new LinearOptions());

        Assert.Equal(ResultStore.GetKey(TinyBenchmark.Create(), new RunOptions(), 0), key);
        Assert.NotEqual(key, GetKey(new PrototypeOptions { Temperature = 0.1 }, new LinearOptions()));
        Assert.NotEqual(GetKey(new PrototypeOptions { Temperature = 0.1 }, new PrototypeOptions()),
            GetKey(new PrototypeOptions(), new PrototypeOptions { Temperature = 0.1 }));
    }

    [Fact]
    public void ToIdentity_MembersWithTheirDefaults_EqualsTheOptions()
    {
        // Results and checkpoints of earlier versions can then still be found and continued.
        var options = new RunOptions { Classifier = new EnsembleOptions { Training = new() { Epochs = 3 } } };

        Assert.Equal(options.ToJson().ToJsonString(), options.ToIdentity().ToJsonString());
    }

    [Fact]
    public void Make_WithoutAGenerator_IsRefusedBeforeTraining()
    {
        var options = new RunOptions { Generator = new NoGeneratorOptions(), Adjustment = new NoAdjustmentOptions() };
        var reports = 0;
        Assert.Contains("must have a generator", Assert.Throws<ArgumentException>(() => ClassPictureMaker.Make(
            TinyBenchmark.Create(), options, options, seed: 0, new Relay<TrainingProgress>(_ => reports++),
            TestContext.Current.CancellationToken)).Message);
        Assert.Equal(0, reports);
    }

    [Fact]
    public void Make_GeneratorTrainedByAutograd_HasOneFigurePerUnseenClass()
    {
        var dataset = TinyBenchmark.Create();
        var before = new RunOptions
        {
            Generator = new CentreOptions { Fit = CentreFit.Network, Hidden = 8, Epochs = 2 },
            Classifier = new LinearOptions().WithSchedule(schedule => schedule with { Epochs = 2 }),
            Adjustment = new NoAdjustmentOptions(),
        };
        var after = before with { Adjustment = new ZlaOptions { Sigma = 3 } };
        var pictures = ClassPictureMaker.Make(
            dataset, before, after, seed: 0, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(dataset.UnseenClasses.Length, pictures.SyntheticToReal.Length);
    }

    private sealed class Reporter(Action<ExperimentProgress> report) : IProgress<ExperimentProgress>
    {
        public void Report(ExperimentProgress value) => report(value);
    }
}
