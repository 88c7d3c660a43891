using System.Text.Json.Nodes;
using Unseen.Checkpoints;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Methods.Centre;
using Unseen.Methods.Ensemble;
using Unseen.Methods.Free;
using Unseen.Methods.Linear;
using Unseen.Methods.Prototype;
using Unseen.Numerics;
using Unseen.Tests.Classifiers;
using Unseen.Tests.Training;
using Unseen.Training;
using Unseen.Training.Progress;

namespace Unseen.Tests.Checkpoints;

public sealed class ResumeTests : IDisposable
{
    private static readonly ClassifierTrainingOptions _training =
        new() { Epochs = 3, BatchSize = 32, LearningRate = 3e-3, WeightDecay = 1e-4 };
    private static readonly TinyMethods _tiny = new(_training, hidden: 12, batchSize: 40, learningRate: 1e-3);
    private static readonly RunOptions _oneThread = new() { Threads = 1 };
    private static readonly RunOptions _quick = _tiny.With(_oneThread);
    private static readonly FreeOptions _encoded =
        new() { Hidden = 12, BatchSize = 40, Epochs = 2, EncodedNoise = true, NearestCentre = true };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Methods => [.. Options.Keys];

    private static Dictionary<string, RunOptions> Options { get; } = new()
    {
        ["centre, σ searched, two seeds"] = _tiny.With(_oneThread, sigma: null) with { Seeds = [3, 5] },
        ["wgan, snapshots"] = _tiny.With(_oneThread, "wgan") with { ClassifyEvery = 1 },
        ["wgan, bf16, paper"] = _tiny.With(_oneThread, "wgan")
            with
        { Protocol = Protocol.Paper, ClassifyEvery = 1, Precision = Precision.Bf16 },
        ["cvae, linear, calibrated"] = _tiny.With(_oneThread, "cvae", "linear", "calibrated"),
        ["ensemble"] = _tiny.With(_oneThread, classifier: "ensemble", sigma: null),
        ["single epoch"] = _quick with
        {
            Classifier = _quick.Classifier.WithSchedule(
                schedule => schedule with { Average = ClassifierSchedule.NoAverage }),
        },
        ["f-clswgan"] = _tiny.With(_oneThread, "f-clswgan"),
        ["f-vaegan-d2, dgz with noise"] = _tiny.With(_oneThread, "f-vaegan-d2", adjustment: "dgz"),
        ["ce-gzsl"] = _tiny.With(_oneThread, "ce-gzsl"),
        ["tf-vaegan"] = _tiny.With(_oneThread, "tf-vaegan"),
        ["free"] = _tiny.With(_oneThread, "free"),
        ["free, encoded noise"] = _quick with { Generator = _encoded },
        ["sdgzsl"] = _tiny.With(_oneThread, "sdgzsl"),
        ["cada-vae, linear"] = _tiny.With(_oneThread, "cada-vae", "linear"),
        ["centre network"] = _quick with
        {
            Generator =
            new CentreOptions { Fit = CentreFit.Network, Hidden = 12, Epochs = 4 }
        },
        ["none, no adjustment"] = _tiny.With(_oneThread, "none", adjustment: "none"),
        ["plug-in generator, snapshots"] = _quick with { Generator = new SteadyOptions(), ClassifyEvery = 2 },
        ["plug-in classifier with buffers"] = _quick
            with
        { Classifier = new NormalisedOptions { Training = _training } },
        ["ale"] = _tiny.With(_oneThread, "none", "ale", "none"),
        ["eszsl, two seeds"] = _tiny.With(_oneThread, "none", "eszsl", "none") with { Seeds = [0, 1] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public void Train_ResumedAfterACrash_EqualsAnUninterruptedRun(string method)
    {
        var (dataset, options) = (TinyBenchmark.Create(), Options[method]);
        var whole = Train(dataset, options);
        var epochs = whole.Seeds.Sum(seed => seed.History.Count);
        var (step, damages) = (Math.Max(1, epochs / 5), false);
        for (var crash = 1; crash <= epochs; crash += step, damages = !damages)
        {
            var folder = _folder.GetPath($"{crash}");
            Crash(dataset, options, folder, crash);
            if (damages) // resumes from the checkpoint before the last, in the middle of an epoch
                Damage(folder);
            AssertSame(whole, Train(dataset, options, folder));
        }
    }

    [Fact]
    public void Train_OneTrainingImageForEachClassAndResumed_EqualsAnUninterruptedRun()
    {
        var dataset = OneTrainingImage();
        var whole = Train(dataset, _quick with { AlwaysValidates = true });
        var validated = whole.Seeds[0].History.Count(epoch => epoch.Stage == TrainingStage.Validation);

        Crash(dataset, _quick with { AlwaysValidates = true }, _folder.FullPath, validated + 2);

        AssertSame(whole, Train(dataset, _quick with { AlwaysValidates = true }, _folder.FullPath));
        Assert.Equal(double.NaN, whole.Seeds[0].Chosen.ValidationH);
    }

    [Fact]
    public void Train_SnapshotsAndOneTrainingImageForEachClass_ChoosesTheLastSnapshot()
    {
        var chosen = Train(OneTrainingImage(), Options["wgan, snapshots"]).Seeds[0].Chosen;

        Assert.Equal((2, double.NaN), (chosen.GeneratorEpoch, chosen.ValidationH));
    }

    [Fact]
    public void Train_Cancelled_SavesTheCurrentStepAndResumesFromThatStep()
    {
        var (dataset, options) = (TinyBenchmark.Create(), Options["wgan, snapshots"]);
        using var cancellation = new CancellationTokenSource();
        var folder = _folder.GetPath("cancelled");
        var checkpoints = new CheckpointOptions { Folder = folder, Every = TimeSpan.FromHours(1) };
        var trained = 0;
        var reports = new Reports(epoch =>
        {
            trained++;
            if (epoch is { Phase: TrainingPhase.Classifier, Epoch: 2 })
                cancellation.Cancel();
        });

        Assert.Throws<OperationCanceledException>(
            () => GzslTrainer.Train(dataset, options, checkpoints, reports, cancellation.Token));
        var restored = 0;
        var resumed = GzslTrainer.Train(dataset, options, checkpoints with { Resume = true },
            new Reports(_ => { }, _ => restored++), TestContext.Current.CancellationToken);

        Assert.Equal(trained, restored);
        AssertSame(Train(dataset, options), resumed);
    }

    [Fact]
    public void Train_CancelledWhileTheGuideIsTrained_StopsThereAndResumes()
    {
        var (dataset, options) = (TinyBenchmark.Create(), Options["f-clswgan"]);
        var checkpoints = new CheckpointOptions { Folder = _folder.FullPath, Every = TimeSpan.FromHours(1) };

        Assert.Throws<OperationCanceledException>(() => GzslTrainer.Train(
            dataset, options, checkpoints, cancellation: new CancellationToken(canceled: true)));

        using (var saved = new CheckpointFolder(_folder.FullPath).OpenLatest(warn: null)!)
            Assert.Equal(0, (int)saved.Values["session.generator.step"]!); // of the generator, after the guide
        AssertSame(Train(dataset, options), Train(dataset, options, _folder.FullPath));
    }

    [Fact]
    public void Train_CancelledBeforeTheCalibration_StopsThereAndResumes()
    {
        var (dataset, options) = (TinyBenchmark.Create(), _quick with { AlwaysValidates = true });
        var whole = Train(dataset, options);
        var validated = whole.Seeds[0].History.Count(epoch => epoch.Stage == TrainingStage.Validation);
        Crash(dataset, options, _folder.FullPath, validated + 1, every: TimeSpan.FromHours(1));
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => GzslTrainer.Train(
            dataset, options, new CheckpointOptions { Folder = _folder.FullPath, Resume = true },
            new Reports(_ => { }, _ => cancellation.Cancel()), cancellation.Token));

        using (var saved = new CheckpointFolder(_folder.FullPath).OpenLatest(warn: null)!)
            Assert.False(saved.Has("final."));
        AssertSame(whole, Train(dataset, options, _folder.FullPath));
    }

    [Fact]
    public void Train_OnTheSameFolderWithoutResume_StartsOver()
    {
        var (dataset, options) = (TinyBenchmark.Create(), _quick);
        Crash(dataset, options, _folder.FullPath, 2);
        var restored = 0;

        GzslTrainer.Train(dataset, options, new CheckpointOptions { Folder = _folder.FullPath },
            new Reports(_ => { }, _ => restored++), TestContext.Current.CancellationToken);

        Assert.Equal(0, restored);
    }

    [Fact]
    public void Train_WithOtherOptions_IsRefusedWithTheDifference()
    {
        var dataset = TinyBenchmark.Create();
        Crash(dataset, _quick, _folder.FullPath, 2);

        Assert.Contains("the run began with options.sigma 10, and now it is 20",
            Refusal(dataset, _tiny.With(_oneThread, sigma: 20)), StringComparison.Ordinal);
        Assert.Contains("options.classifierEpochs",
            Refusal(dataset, _quick with
            {
                Classifier =
            new PrototypeOptions { Hidden = 12, Training = _training with { Epochs = 4 } }
            }),
            StringComparison.Ordinal);
        Assert.Contains("began with threads 1, and now it is 2", Refusal(dataset, _quick with { Threads = 2 }),
            StringComparison.Ordinal);
        Assert.Contains("precision", Refusal(dataset, _quick with { Precision = Precision.Fp32 }),
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Train_WithOtherSettingsOfAMember_IsRefusedWithTheDifference()
    {
        RunOptions WithMember(PrototypeOptions member) => _quick with
        {
            Classifier = new EnsembleOptions { Members = [member], Training = _training, Hidden = 12 },
        };
        Crash(TinyBenchmark.Create(), WithMember(new PrototypeOptions()), _folder.FullPath, 2);

        Assert.Contains("""options.memberSettings absent, and now it is [{"outputRelu":true}]""",
            Refusal(TinyBenchmark.Create(), WithMember(new PrototypeOptions { OutputRelu = true })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WithOtherData_IsRefusedWithTheDifference()
    {
        var dataset = TinyBenchmark.Create();
        var named = dataset with { Checksums = new Dictionary<string, string> { ["res101.mat"] = "abc" } };
        Crash(named, _quick, _folder.FullPath, 2);

        Assert.Contains("checksums.res101.mat \"abc\"",
            Refusal(named with { Checksums = new Dictionary<string, string> { ["res101.mat"] = "abd" } }, _quick),
            StringComparison.Ordinal);
        Assert.Contains("the run began with data ",
            Refusal(TinyBenchmark.Create(seed: 2) with { Checksums = named.Checksums }, _quick),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CrashedBeforeItsFirstCheckpoint_StillRefusesOtherOptionsAndData()
    {
        Crash(TinyBenchmark.Create(), _quick, _folder.FullPath, 1, every: TimeSpan.FromHours(1));

        Assert.Contains("options.sigma 10,", Refusal(TinyBenchmark.Create(), _tiny.With(_oneThread, sigma: 20)),
            StringComparison.Ordinal);
        Assert.Contains("the run began with data ", Refusal(TinyBenchmark.Create(seed: 2), _quick),
            StringComparison.Ordinal);
        AssertSame(Train(TinyBenchmark.Create(), _quick), Train(TinyBenchmark.Create(), _quick, _folder.FullPath));
    }

    [Fact]
    public void Train_OneFeatureValueChangedAndNoChecksums_Throws()
    {
        var other = TinyBenchmark.Create();
        other.Features.WritableRow(other.Features.Rows / 3)[0] += 1e-3f;
        Crash(TinyBenchmark.Create(), _quick, _folder.FullPath, 2);

        Assert.Contains("the run began with data ", Refusal(other, _quick), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WithAnotherPluginOfTheSameAssembly_IsRefused()
    {
        Crash(TinyBenchmark.Create(), _quick with { Generator = new SteadyOptions { Label = "a" } }, _folder.FullPath,
            2);

        Assert.Contains("options.generator \"a\",",
            Refusal(TinyBenchmark.Create(), _quick with { Generator = new SteadyOptions { Label = "b" } }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Train_PluginGeneratorCrashed_ReportsNoEpochTwice()
    {
        var (dataset, options) = (TinyBenchmark.Create(),
            _quick with { Generator = new SteadyOptions { Label = "a" } });
        Crash(dataset, options, _folder.FullPath, 3);

        AssertSame(Train(dataset, options), Train(dataset, options, _folder.FullPath));
    }

    [Fact]
    public void Train_PluginGeneratorDiverging_ThrowsWithTheEpoch()
    {
        var exception = Assert.Throws<TrainingDivergedException>(
            () => Train(TinyBenchmark.Create(),
            _quick with { Generator = new SteadyOptions { Label = "a", DivergesAt = 2 }, AlwaysValidates = true }));

        Assert.Matches(
            "^seed 0, after validation generator 1/4: generator epoch 2: the generator's loss must be finite, "
                + "but was NaN",
            exception.Message);
    }

    [Fact]
    public void Write_AfterADamagedCheckpoint_KeepsTwoWholeOnes()
    {
        Crash(TinyBenchmark.Create(), _quick, _folder.FullPath, 2);
        var folder = new CheckpointFolder(_folder.FullPath);
        Damage(_folder.FullPath);
        using (var whole = folder.OpenLatest(warn: null)!)
        using (var nothing = new SavedState())
            folder.Write(whole.Identity, nothing);

        var files = Directory.GetFiles(_folder.FullPath);

        Assert.Equal(2, files.Length);
        foreach (var path in files)
            CheckpointFile.Open(path).Dispose(); // throws if the file is damaged
    }

    [Theory]
    [InlineData("results", 1, "was written by an earlier version of Unseen, whose results differ")]
    [InlineData("libTorch", "1.0.0", "the run began with libTorch \"1.0.0\", and now it is ")]
    public void Train_WithAnotherVersion_IsRefusedWithTheDifference(string what, object before, string message)
    {
        Crash(TinyBenchmark.Create(), _quick, _folder.FullPath, 2);
        foreach (var path in Directory.GetFiles(_folder.FullPath))
        {
            using var stream = new MemoryStream();
            using (var file = CheckpointFile.Open(path))
            {
                file.Identity[what] = JsonValue.Create(before);
                CheckpointFile.Write(stream, file.Identity, new SavedState());
            }

            File.WriteAllBytes(path, stream.ToArray());
        }

        Assert.Contains(message, Refusal(TinyBenchmark.Create(), _quick), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Train_FolderWithAPartialCheckpoint_DeletesIt(bool resume)
    {
        Crash(TinyBenchmark.Create(), _quick, _folder.FullPath, 2);
        var partialFile =
            Directory.GetFiles(_folder.FullPath).Max() + $".{Guid.NewGuid():N}{AtomicFile.TemporaryExtension}";
        File.WriteAllText(partialFile, "torn");

        GzslTrainer.Train(TinyBenchmark.Create(), _quick,
            new CheckpointOptions { Folder = _folder.FullPath, Resume = resume },
            cancellation: TestContext.Current.CancellationToken);

        Assert.False(File.Exists(partialFile));
    }

    [Fact]
    public void Train_WithoutAnUndamagedCheckpoint_IsRefused()
    {
        Crash(TinyBenchmark.Create(), _quick, _folder.FullPath, 2);
        foreach (var file in Directory.GetFiles(_folder.FullPath))
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);

        Assert.Contains("has no undamaged checkpoint", Refusal(TinyBenchmark.Create(), _quick),
            StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => new CheckpointFolder(_folder.FullPath).OpenLatest(
            warning => Assert.Fail(warning)));
    }

    [Fact]
    public void OpenLatest_UnreadableCheckpoint_OpensThePreviousAndKeepsTheUnreadableFile()
    {
        Crash(TinyBenchmark.Create(), _quick, _folder.FullPath, 2);
        string[] files = [.. Directory.GetFiles(_folder.FullPath).Order()];
        var folder = new CheckpointFolder(_folder.FullPath);
        List<string> warnings = [];
        using (File.Open(files[1], FileMode.Open, FileAccess.Read, FileShare.None))
        using (var latest = folder.OpenLatest(warnings.Add)!)
        using (var nothing = new SavedState())
        {
            Assert.Equal(files[0], latest.Path);
            folder.Write(latest.Identity, nothing);
        }

        Assert.StartsWith($"{files[1]} cannot be read: ", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.True(File.Exists(files[1]));
    }

    [Fact]
    public void Train_NoCheckpointCanBeRead_ThrowsWithTheAdviceToTryAgain()
    {
        Crash(TinyBenchmark.Create(), _quick, _folder.FullPath, 1, every: TimeSpan.FromHours(1));
        using var held = File.Open(Directory.GetFiles(_folder.FullPath).Single(), FileMode.Open, FileAccess.Read,
            FileShare.None);

        var message = Refusal(TinyBenchmark.Create(), _quick);

        Assert.Contains("cannot be read: ", message, StringComparison.Ordinal);
        Assert.EndsWith("Try again when it can be read.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NegativeTimeBetweenCheckpoints_IsRefused() =>
        Assert.StartsWith("Every must be at least 0", Assert.Throws<ArgumentException>(() => GzslTrainer.Train(
            TinyBenchmark.Create(), _quick,
            new CheckpointOptions { Folder = _folder.FullPath, Every = TimeSpan.FromTicks(-1) },
            cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

    [Fact]
    public void Train_Diverging_SaysWhereAndKeepsTheLastGoodCheckpoint()
    {
        var dataset = TinyBenchmark.Create();
        var diverging = _quick with
        {
            Classifier =
            new LinearOptions { Training = new() { Epochs = 30, LearningRate = 1e38 } }
        };
        var checkpoints = new CheckpointOptions { Folder = _folder.FullPath, Every = TimeSpan.Zero };

        var exception = Assert.Throws<TrainingDivergedException>(
            () => GzslTrainer.Train(dataset, diverging, checkpoints,
            cancellation: TestContext.Current.CancellationToken));

        Assert.Matches(
            @"^seed 0, .*: classifier epoch \d+, step \d+: the classifier's loss must be finite, "
                + "but was (NaN|∞|Infinity)",
            exception.Message);
        List<float> weights = [];
        foreach (var path in Directory.GetFiles(_folder.FullPath))
            using (var file = CheckpointFile.Open(path))
                foreach (var name in file.TensorNames)
                    if (name.EndsWith("weight.value", StringComparison.Ordinal))
                        using (var weight = file.Read(file.Find(name)!))
                            weights.AddRange(weight.data<float>().ToArray());
        Assert.NotEmpty(weights);
        Assert.All(weights, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Train_CheckpointAfterEveryStep_KeepsTwoCheckpoints()
    {
        GzslTrainer.Train(TinyBenchmark.Create(), _quick,
            new CheckpointOptions { Folder = _folder.FullPath, Every = TimeSpan.Zero },
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(2, Directory.GetFiles(_folder.FullPath).Length);
    }

    [Fact]
    public void Train_FolderVanished_SaysSo()
    {
        var folder = _folder.GetPath("vanishing");
        var reports = new Reports(_ => Directory.Delete(folder, recursive: true));

        var exception = Assert.ThrowsAny<IOException>(() => GzslTrainer.Train(
            TinyBenchmark.Create(), _quick, new CheckpointOptions { Folder = folder, Every = TimeSpan.Zero }, reports,
                TestContext.Current.CancellationToken));

        Assert.Contains(folder, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Creates a benchmark whose classes have one training image each, so that validation has no images of
    /// seen classes.</summary>
    private static GzslDataset OneTrainingImage()
    {
        var dataset = TinyBenchmark.Create();
        return dataset with
        {
            Split = dataset.Split with
            {
                TrainVal = [.. dataset.Split.TrainVal.DistinctBy(row => dataset.Labels[row])],
            },
        };
    }

    private static RunResult Train(GzslDataset dataset, RunOptions options) =>
        GzslTrainer.Train(dataset, options, cancellation: TestContext.Current.CancellationToken);

    private static RunResult Train(GzslDataset dataset, RunOptions options, string folder) =>
        GzslTrainer.Train(dataset, options, new CheckpointOptions { Folder = folder, Resume = true },
            cancellation: TestContext.Current.CancellationToken);

    private string Refusal(GzslDataset dataset, RunOptions options) =>
        Assert.Throws<CheckpointException>(() => Train(dataset, options, _folder.FullPath)).Message;

    /// <summary>Trains, and stops as a killed process would: after the given number of epochs, but before the last of
    /// these epochs is saved. By default, a checkpoint is written after every step.</summary>
    private static void Crash(GzslDataset dataset, RunOptions options, string folder, int epoch,
        TimeSpan every = default)
    {
        var reports = new Reports(_ =>
        {
            if (--epoch == 0)
                throw new TimeoutException();
        });
        Assert.Throws<TimeoutException>(() => GzslTrainer.Train(
            dataset, options, new CheckpointOptions { Folder = folder, Every = every }, reports,
                TestContext.Current.CancellationToken));
    }

    private static void Damage(string folder)
    {
        if (Directory.GetFiles(folder) is not [_, _] files)
            return;
        var latest = files.Max()!;
        var bytes = File.ReadAllBytes(latest);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(latest, bytes);
    }

    private static void AssertSame(RunResult expected, RunResult actual)
    {
        Assert.Equal(expected.Seeds.Count, actual.Seeds.Count);
        foreach (var (one, other) in expected.Seeds.Zip(actual.Seeds))
        {
            Assert.Equal(one.Chosen, other.Chosen);
            Assert.Equal(one.Test.Confusion, other.Test.Confusion);
            Assert.Equal((one.Test.U, one.Test.S, one.Test.T1, one.Test.Ausuc),
                (other.Test.U, other.Test.S, other.Test.T1, other.Test.Ausuc));
            Assert.Equal(one.History.Select(epoch => epoch with { Seconds = 0 }),
                other.History.Select(epoch => epoch with { Seconds = 0 }));
        }

        Assert.Equal(expected.Model.Tensors.Keys, actual.Model.Tensors.Keys);
        foreach (var (name, tensor) in expected.Model.Tensors)
            Assert.Equal(tensor.Values.ToArray(), actual.Model.Tensors[name].Values.ToArray());
        Assert.Equal(ModelBytes.Serialize(expected.Model), ModelBytes.Serialize(actual.Model));
    }

    private sealed class Reports(Action<EpochRecord> trained, Action<EpochRecord>? restored = null)
        : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsRestored)
                restored?.Invoke(value.Epoch);
            else
                trained(value.Epoch);
        }
    }
}
