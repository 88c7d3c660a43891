using Unseen.Adaptation;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Methods.Calibrated;
using Unseen.Methods.Dgz;
using Unseen.Methods.Ensemble;
using Unseen.Methods.Eszsl;
using Unseen.Methods.Linear;
using Unseen.Methods.NoAdjustment;
using Unseen.Methods.NoGenerator;
using Unseen.Methods.Prototype;
using Unseen.Methods.Wgan;
using Unseen.Methods.Zla;
using Unseen.Tests.Checkpoints;
using Unseen.Tests.Classifiers;
using Unseen.Training;
using Unseen.Training.Progress;

namespace Unseen.Tests.Training;

public class GzslTrainerTests
{
    private static readonly RunOptions _quick = new()
    {
        Classifier = new PrototypeOptions
        {
            Hidden = 32,
            Training = new() { Epochs = 12, BatchSize = 16, LearningRate = 3e-3 }
        },
        Threads = 1,
    };

    private static readonly LinearOptions _linear =
        new() { Training = new() { Epochs = 12, BatchSize = 16, LearningRate = 3e-2 } };
    private static readonly WganOptions _wgan = new() { Hidden = 24, Epochs = 4, BatchSize = 32, LearningRate = 1e-3 };
    private static readonly ZlaOptions _zla = new() { Sigma = 10 };

    [Theory]
    [InlineData("centre")]
    [InlineData("wgan")]
    [InlineData("none")]
    public void Train_SameSeed_SameResultToTheLastBit(string generator)
    {
        var dataset = TinyBenchmark.Create();
        var options = _quick with
        {
            Generator = generator == "wgan" ? _wgan
            : MethodCatalog.BuiltIn.FindGenerator(generator)!,
            Adjustment = _zla,
            Seeds = [3]
        };
        var (first, second) = (Train(dataset, options), Train(dataset, options));
        Assert.Equal(first.Seeds[0].History.Select(epoch => epoch.Loss),
            second.Seeds[0].History.Select(epoch => epoch.Loss));
        Assert.Equal(first.Seeds[0].Test.PerClassAccuracy, second.Seeds[0].Test.PerClassAccuracy);
        Assert.Equal(Weight(first), Weight(second));
        var other = Train(dataset, options with { Seeds = [4] });
        Assert.NotEqual(first.Seeds[0].History[^1].Loss, other.Seeds[0].History[^1].Loss);
    }

    [Fact]
    public void Train_DefaultsOnLearnableProblems_RecognisesUnseenClasses()
    {
        var results = Enumerable.Range(1, 12).Select(seed => Train(TinyBenchmark.Create(seed, classes: 20), _quick))
            .ToArray();
        // Measured, with the standard deviation of the mean: T1 99.8 ± 0.2 and H 80 ± 4.
        Assert.InRange(results.Average(result => result.T1.Mean), 95, 100);
        Assert.InRange(results.Average(result => result.H.Mean), 60, 100);
        Assert.All(results, result => Assert.NotNull(result.Seeds[0].Chosen.Options.Find("sigma")));
        Assert.All(results, result => Assert.NotNull(result.Seeds[0].Chosen.Options.Find("lambda")));
    }

    [Fact]
    public void Train_ZlaWithoutAGenerator_RaisesUFarAboveNoAdjustment()
    {
        var options = _quick with { Generator = new NoGeneratorOptions() };
        var gain = OverSeeds.Mean(12, seed =>
        {
            var dataset = TinyBenchmark.Create(seed);
            return Train(dataset, options).U.Mean
                - Train(dataset, options with { Adjustment = new NoAdjustmentOptions() }).U.Mean;
        });
        Assert.InRange(gain, 15, 100); // measured: 57 ± 10
    }

    [Fact]
    public void Train_FairProtocol_ChoosesNothingByTestImages()
    {
        var dataset = TinyBenchmark.Create();
        var spoiled = dataset with
        {
            Features =
            new(dataset.Features.Values.ToArray(), dataset.Features.Rows, dataset.Features.Columns)
        };
        foreach (var row in dataset.Split.TestSeen.Concat(dataset.Split.TestUnseen))
            spoiled.Features.WritableRow(row).Reverse();
        var (clean, other) = (Train(dataset, _quick), Train(spoiled, _quick));
        Assert.Equal(clean.Seeds[0].Chosen, other.Seeds[0].Chosen);
        Assert.Equal(Untimed(clean), Untimed(other)); // no loss or accuracy in training depends on test images
        Assert.Equal(Weight(clean), Weight(other));
        // The final accuracies do depend on the test images.
        Assert.Equal(ModelEvaluator.Evaluate(clean.Model, spoiled).H, other.H.Mean, 1e-9);
        Assert.All(clean.Seeds[0].History.Where(epoch => epoch.Stage == TrainingStage.Final), epoch =>
            Assert.Null(epoch.H));
    }

    [Fact]
    public void Train_PaperProtocol_ReportsTheBestTestEpoch()
    {
        var result = Train(TinyBenchmark.Create(),
            _quick with { Protocol = Protocol.Paper, Adjustment = _zla, Generator = _wgan, ClassifyEvery = 2 });
        var seed = result.Seeds[0];
        var scored = seed.History.Where(epoch => epoch.Phase == TrainingPhase.Classifier).ToArray();
        Assert.Equal(24, scored.Length); // classifiers at generator epochs 2 and 4, 12 epochs each
        Assert.All(seed.History, epoch => Assert.Equal(TrainingStage.Final, epoch.Stage));
        Assert.Equal(scored.Max(epoch => epoch.H), seed.Test.H);
        var best = scored.First(epoch => epoch.H == seed.Test.H);
        Assert.Equal((best.GeneratorEpoch, best.Epoch), (seed.Chosen.GeneratorEpoch, seed.Chosen.ClassifierEpoch));
    }

    [Fact]
    public void Train_TransductiveProtocol_ScoresTheHalfThatItDidNotLearnFrom()
    {
        var dataset = TinyBenchmark.Create();

        var (fair, transductive) = (Train(dataset, _quick), Train(dataset, _quick with
        {
            Protocol = Protocol.Transductive,
        }));

        Assert.Null(fair.Seeds[0].Pool);
        Assert.Equal(new TransductivePool(40, 20, 40), transductive.Seeds[0].Pool);
        Assert.Equal(40, transductive.Seeds[0].Test.TestCounts.Sum());
        Assert.Equivalent(transductive.Seeds[0].Test,
            ModelEvaluator.Evaluate(transductive.Model, transductive.Seeds[0].ScoredOn(dataset)));
        Assert.Same(dataset, fair.Seeds[0].ScoredOn(dataset));
        Assert.Equal(Untimed(fair), Untimed(transductive));
        Assert.Equal(Weight(fair), Weight(transductive));
        Assert.NotNull(transductive.Model.Branch);
    }

    [Fact]
    public void Train_TransductiveProtocolThatIsImpossible_IsRefusedBeforeTraining()
    {
        var dataset = TinyBenchmark.Create();
        var options = _quick with { Protocol = Protocol.Transductive };
        string Refusal<T>(GzslSplit split, RunOptions run)
            where T : Exception =>
            Assert.Throws<T>(() => Train(dataset with { Split = split }, run,
                new Reporter(report => Assert.Fail($"{report.Epoch}")))).Message;

        var split = dataset.Split;
        Assert.Contains("a dataset that has no unseen class", Refusal<ArgumentException>(split with
        {
            TrainVal = [.. split.TrainVal, .. split.TestUnseen],
            TestUnseen = [],
        }, options));
        Assert.Contains("at least two test images of seen or of unseen classes", Refusal<UnseenDataException>(split with
        {
            TestSeen = split.TestSeen[..1],
            TestUnseen = split.TestUnseen[..1],
        }, options));
        Assert.Contains("at least two training images of one class", Refusal<UnseenDataException>(split with
        {
            TrainVal = [.. split.TrainVal.DistinctBy(row => dataset.Labels[row])],
        }, options));
        Assert.Contains("scores a model file cannot represent", Refusal<ArgumentException>(
            split, options with { Classifier = new NormalisedOptions { HasModel = false } }));
    }

    [Fact]
    public void Train_WithoutAverage_TrainsForTheEpochsThatValidationChose()
    {
        var seed = Train(TinyBenchmark.Create(), Single(_quick) with { Adjustment = _zla }).Seeds[0];
        var validated = seed.History.Where(epoch => epoch.Stage == TrainingStage.Validation).ToArray();
        Assert.Equal(validated.Max(epoch => epoch.H), seed.Chosen.ValidationH);
        Assert.Equal(validated.Last(epoch => epoch.H == seed.Chosen.ValidationH).Epoch, seed.Chosen.ClassifierEpoch);
        Assert.Equal(seed.Chosen.ClassifierEpoch, seed.History.Count(epoch => epoch.Stage == TrainingStage.Final));
    }

    [Fact]
    public void Train_WithoutAverage_CorrectsSigmaByTheScoresOfTheChosenEpoch()
    {
        foreach (var seed in Enumerable.Range(0, 6))
        {
            var dataset = TinyBenchmark.Create(seed, classes: 20);
            var classifier = _linear with { Training = _linear.Training with { LearningRate = 0.3 } };
            SeedResult Trained(int epochs) => Train(dataset, Single(_quick with
            {
                Classifier = classifier with { Training = classifier.Training with { Epochs = epochs } },
            })).Seeds[0];

            var all = Trained(12).Chosen;
            // A training that ends with the chosen epoch corrects σ by the scores of the same epoch.
            Assert.Equal(all.Options, Trained(all.ClassifierEpoch).Chosen.Options);
        }
    }

    [Fact]
    public void Train_WithAverageAndGivenSigma_ValidatesOnlyIfAsked()
    {
        var options = _quick with { Adjustment = _zla };
        var seed = Train(TinyBenchmark.Create(), options).Seeds[0];
        var asked = Train(TinyBenchmark.Create(), options with { AlwaysValidates = true }).Seeds[0];

        Assert.All(seed.History, epoch => Assert.Equal(TrainingStage.Final, epoch.Stage));
        Assert.Null(seed.Chosen.ValidationH);
        Assert.Equal(12, seed.Chosen.ClassifierEpoch);
        var validated = asked.History.Where(epoch => epoch.Stage == TrainingStage.Validation).ToArray();
        Assert.Equal(validated[^1].H, asked.Chosen.ValidationH); // H of the weights averaged over the last epochs
        Assert.Equal(seed.Test.H, asked.Test.H);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(ZlaOptions.Law)]
    [InlineData(-1)] // no adjustment
    public void Train_GeneratorWithoutValidation_EqualsTrainingWithValidation(double sigma)
    {
        var options = _quick with
        {
            Generator = _wgan,
            Adjustment = sigma < 0 ? new NoAdjustmentOptions() : new ZlaOptions { Sigma = sigma },
        };

        var seed = Train(TinyBenchmark.Create(), options).Seeds[0];

        var trained = seed.History.Where(epoch => epoch.Phase == TrainingPhase.Generator).ToArray();
        Assert.Equal([1, 2, 3, 4], trained.Select(epoch => epoch.Epoch));
        Assert.All(seed.History, epoch => Assert.Equal(TrainingStage.Final, epoch.Stage));
        Assert.Equal(4, seed.Chosen.GeneratorEpoch);
        var asked = Train(TinyBenchmark.Create(), options with { AlwaysValidates = true }).Seeds[0];
        Assert.Equal(asked.Test.PerClassAccuracy, seed.Test.PerClassAccuracy);
        Assert.Equal(asked.History[^1].Loss, seed.History[^1].Loss);
    }

    [Fact]
    public void Train_SigmaLaw_IsFourTimesTheSamplesOverThePseudoFeatures()
    {
        var dataset = TinyBenchmark.Create();
        var seed = Train(dataset, _quick with { Adjustment = new ZlaOptions { Sigma = ZlaOptions.Law } }).Seeds[0];

        // 8 seen classes with 15 training images each; 2 unseen classes with 10 pseudo-features each
        Assert.Equal(4.0 * 8 * 15 / (2 * 10), seed.Chosen.Options.Find("sigma"));
        Assert.All(seed.History, epoch => Assert.Equal(TrainingStage.Final, epoch.Stage));
    }

    [Fact]
    public void Train_SigmaAuto_TrainsOnceOnValidationAndStaysNearTheSigmaLaw()
    {
        var seed = Train(TinyBenchmark.Create(classes: 20), _quick).Seeds[0];
        var validated = seed.History
            .Where(epoch => epoch is { Stage: TrainingStage.Validation, Phase: TrainingPhase.Classifier }).ToArray();

        Assert.Equal(Enumerable.Range(1, 12), validated.Select(epoch => epoch.Epoch));
        Assert.Equal(54, seed.Chosen.RuleStrength); // 4 * 18 * 15 / (2 * 10)
        // The absolute value of the logarithm of the correction is at most 2.5.
        Assert.InRange(seed.Chosen.Options.Find("sigma")!.Value, 54 * Math.Exp(-2.5), 54 * Math.Exp(2.5));
    }

    [Fact]
    public void Train_UnseenWeightAuto_ComparesMeansOfTheLaterEpochsAndThenTakesTheBestEpoch()
    {
        var options = Single(_quick) with { Adjustment = new DgzOptions { DescriptorNoise = 0 } };
        var seed = Train(TinyBenchmark.Create(classes: 20), options).Seeds[0];
        var byWeight = seed.History
            .Where(epoch => epoch is { Stage: TrainingStage.Validation, Phase: TrainingPhase.Classifier })
            .GroupBy(epoch => epoch.Strength["unseenWeight"])
            .ToDictionary(group => group.Key, group =>
                group.OrderBy(epoch => epoch.Epoch).Select(epoch => epoch.H!.Value).ToArray());
        Assert.True(byWeight.Count >= 3);
        Assert.All(byWeight.Values, curve => Assert.Equal(12, curve.Length));
        var best = byWeight.Values.Max(curve => curve[6..].Average());
        Assert.Contains(byWeight.Values, curve => Math.Abs(curve[6..].Average() - best) < 1e-9
            && curve.Max() == seed.Chosen.ValidationH
            && curve[seed.Chosen.ClassifierEpoch - 1] == curve.Max());
    }

    [Fact]
    public void Train_Ensemble_ScoresTheMeanOfItsMembers()
    {
        var dataset = TinyBenchmark.Create();
        RunOptions With(params TrainedClassifierOptions[] members) => _quick with
        {
            Classifier = new EnsembleOptions
            {
                Members = members,
                Training = new() { Epochs = 5, BatchSize = 16 },
            },
            Adjustment = _zla,
        };
        var (prototype, linear) = (new PrototypeOptions { Hidden = 32 }, new LinearOptions());
        var both = Train(dataset, With(prototype, linear)).Model;
        UnseenModel[] members = [Train(dataset, With(prototype)).Model, Train(dataset, With(linear)).Model];

        foreach (var row in dataset.Split.TestUnseen)
        {
            float[] Scores(UnseenModel model)
            {
                var scores = new float[model.ClassNames.Count];
                model.Score(dataset.Features.Row(row), scores);
                return scores;
            }

            var expected = Scores(members[0]).Zip(Scores(members[1]), (one, other) => (one + other) / 2).ToArray();
            Assert.Equal(expected, Scores(both), (one, other) => Math.Abs(one - other) < 1e-4);
        }
    }

    [Fact]
    public void Train_EnsembleOfTwoEqualMembers_TrainsThemFromTwoSeeds()
    {
        RunOptions With(string members) => _quick with
        {
            Classifier = new EnsembleOptions { MemberNames = members, Training = new() { Epochs = 2, BatchSize = 16 } },
            Adjustment = _zla,
        };
        var dataset = TinyBenchmark.Create();

        Assert.NotEqual(Weight(Train(dataset, With("linear"))), Weight(Train(dataset, With("linear+linear"))));
        Assert.Contains("'okapi'", Assert.Throws<FormatException>(() => With("linear+okapi")).Message);
        Assert.Contains("softmax", Assert.Throws<ArgumentException>(() => Train(dataset, With("linear+ale"))).Message);
    }

    [Fact]
    public void Train_AverageOfMoreEpochsThanThereAre_IsRefused()
    {
        var options = _quick with
        {
            Classifier = _quick.Classifier.WithSchedule(schedule => schedule with { Average = 13 }),
        };
        Assert.Contains("classifierAverage must be at most the 12 epochs",
            Assert.Throws<ArgumentException>(() => Train(TinyBenchmark.Create(), options)).Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void Train_TooFewSeenClassesForValidation_UsesTheSigmaLaw(int seen)
    {
        var dataset = TinyBenchmark.Create(classes: seen + 2);
        var seed = Train(dataset, _quick).Seeds[0];

        Assert.Equal(4.0 * seen * 15 / (2 * 10), seed.Chosen.Options.Find("sigma"));
        Assert.Contains("at least 3 for a validation split",
            Assert.Throws<UnseenDataException>(() => Train(dataset, Single(_quick))).Message);
        Assert.Contains("at least 3 for a validation split", Assert.Throws<UnseenDataException>(() => Train(dataset,
            _quick with
            {
                Classifier = new EszslOptions(),
                Generator = new NoGeneratorOptions(),
                Adjustment = new NoAdjustmentOptions(),
            })).Message);
    }

    [Fact]
    public void Train_OneTrainingImagePerClassWithoutAveraging_TrainsAllEpochs()
    {
        var dataset = TinyBenchmark.Create();
        int[] training = [.. dataset.Split.TrainVal.DistinctBy(row => dataset.Labels[row])];
        dataset = dataset with { Split = dataset.Split with { TrainVal = training } };
        var classifier = (PrototypeOptions)_quick.Classifier;
        var result = Train(dataset, _quick with
        {
            Classifier = classifier with
            {
                Training = classifier.Training with { Average = ClassifierSchedule.NoAverage },
            },
            Adjustment = _zla,
        });
        Assert.Equal(12, result.Seeds[0].Chosen.ClassifierEpoch); // H on validation is NaN after every epoch
    }

    [Fact]
    public void Train_CalibratedWithOneTrainingImagePerClass_SubtractsNothing()
    {
        var dataset = TinyBenchmark.Create();
        int[] training = [.. dataset.Split.TrainVal.DistinctBy(row => dataset.Labels[row])];
        dataset = dataset with { Split = dataset.Split with { TrainVal = training } };
        foreach (var classifier in (ClassifierOptions[])[_quick.Classifier, new EszslOptions()])
        {
            var options = _quick with
            {
                Classifier = classifier,
                Generator = new NoGeneratorOptions(),
                Adjustment = new CalibratedOptions(),
            };
            Assert.Equal(0, Train(dataset, options).Seeds[0].Chosen.Gamma);
        }
    }

    [Fact]
    public void Train_DgzWithOneTrainingImagePerClass_UsesAFiniteWeight()
    {
        var dataset = TinyBenchmark.Create();
        int[] training = [.. dataset.Split.TrainVal.DistinctBy(row => dataset.Labels[row])];
        dataset = dataset with { Split = dataset.Split with { TrainVal = training } };

        // No seen image can be held out, so H on validation is NaN for every weight.
        var chosen = Train(dataset, _quick with { Adjustment = new DgzOptions() }).Seeds[0].Chosen;
        Assert.InRange((double)chosen.Options["unseenWeight"]!, 1e-9, 1e9);
    }

    [Fact]
    public void Train_NoUnseenClass_TrainsOnTheSeenClasses()
    {
        var s = OverSeeds.Mean(8, seed =>
        {
            var dataset = TinyBenchmark.Create(seed);
            dataset = dataset with
            {
                Split = dataset.Split with
                {
                    TrainVal = [.. dataset.Split.TrainVal, .. dataset.Split.TestUnseen],
                    TestUnseen = [],
                },
            };
            var result = Train(dataset, _quick);
            Assert.True(double.IsNaN(result.U.Mean));
            Assert.All(result.Model.IsSeen, Assert.True);
            return result.S.Mean;
        });
        Assert.InRange(s, 90, 100); // measured: 97.8 ± 1.0 (deviation of the mean)
    }

    [Fact]
    public void Train_Calibrated_RaisesUAboveTheClassifierWithoutCalibration()
    {
        var options = _quick with { Generator = new NoGeneratorOptions(), Adjustment = new NoAdjustmentOptions() };
        var gain = OverSeeds.Mean(12, seed =>
        {
            var dataset = TinyBenchmark.Create(seed);
            var calibrated = Train(dataset, options with { Adjustment = new CalibratedOptions() });
            Assert.NotEqual(0, calibrated.Seeds[0].Chosen.Gamma);
            return calibrated.U.Mean - Train(dataset, options).U.Mean;
        });
        Assert.InRange(gain, 20, 100); // measured: 67 ± 10
    }

    [Fact]
    public void Compare_SharedGenerators_EqualSeparateRuns()
    {
        var dataset = TinyBenchmark.Create();
        var wgan = _quick with { Generator = _wgan, Adjustment = _zla, Seeds = [1, 2], ClassifyEvery = 1 };
        RunOptions[] runs = [wgan, wgan with { Classifier = _linear, Adjustment = new NoAdjustmentOptions() }];
        var together = GzslTrainer.Compare(dataset, runs, cancellation: TestContext.Current.CancellationToken);
        for (var run = 0; run < 2; run++)
        {
            var alone = Train(dataset, runs[run]);
            Assert.Equal(alone.Seeds.Select(seed => seed.Test.H), together[run].Seeds.Select(seed => seed.Test.H));
            Assert.Equal(alone.Seeds.Select(seed => seed.Chosen), together[run].Seeds.Select(seed => seed.Chosen));
        }
    }

    [Fact]
    public void Compare_GeneratorDiverges_LeavesTheOtherConfigurationsTheirResults()
    {
        var dataset = TinyBenchmark.Create();
        var steady = _quick with { Generator = new SteadyOptions(), Adjustment = _zla, Seeds = [1, 2] };
        var broken = steady with { Generator = new SteadyOptions { DivergesAt = 3 } };
        RunOptions[] runs = [broken, steady, broken with { Classifier = _linear }];
        var diverged = new List<(RunOptions Run, string Reason)>();

        var results = GzslTrainer.Compare(dataset, runs, onDivergence: (run, reason) =>
            diverged.Add((run, reason.Message)), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal([runs[0], runs[2]], diverged.Select(one => one.Run));
        Assert.All(diverged, one =>
        {
            Assert.StartsWith("seed 1, ", one.Reason);
            Assert.Contains("generator epoch 3: the generator's loss must be finite", one.Reason);
        });
        var alone = Train(dataset, steady);
        Assert.Equal(alone.Seeds.Select(seed => seed.Test.H), Assert.Single(results).Seeds.Select(seed => seed.Test.H));
        Assert.Throws<TrainingDivergedException>(() =>
            GzslTrainer.Compare(dataset, runs, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Train_CancelledDuringTheFinalClassifier_ReturnsAnInterruptedResult()
    {
        using var source = new CancellationTokenSource();
        var progress = new Reporter(report =>
        {
            if (report.Epoch is { Stage: TrainingStage.Final, Phase: TrainingPhase.Classifier, Epoch: 3 })
                source.Cancel();
        });
        var result = GzslTrainer.Train(TinyBenchmark.Create(),
            _quick with { Adjustment = _zla, Protocol = Protocol.Paper }, progress, source.Token);
        Assert.True(result.Interrupted);
        Assert.InRange(result.Seeds[0].Chosen.ClassifierEpoch, 1, 3);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)] // the next step would be the first of the second classifier
    public void Train_PaperProtocolCancelledInALaterGeneratorEpoch_KeepsTheBestResult(int epoch)
    {
        using var source = new CancellationTokenSource();
        var options = _quick with
        {
            Protocol = Protocol.Paper,
            Adjustment = _zla,
            Generator = _wgan,
            ClassifyEvery = 2,
        };
        var result = GzslTrainer.Train(TinyBenchmark.Create(), options, new Reporter(report =>
        {
            if (report.Epoch is { Phase: TrainingPhase.Generator } generator && generator.Epoch == epoch)
                source.Cancel();
        }), source.Token);

        Assert.True(result.Interrupted);
        var test = result.Seeds[0].Test;
        Assert.Equal(Train(TinyBenchmark.Create(), options with { Generator = _wgan with { Epochs = 2 } })
            .Seeds[0].Test.H, test.H);
    }

    [Fact]
    public void Train_CancelledBeforeTheFirstStep_Throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => GzslTrainer.Train(TinyBenchmark.Create(), _quick, null, source.Token));
    }

    [Fact]
    public void Train_CancelledInTheSecondSeed_KeepsTheResultOfTheFirstSeed()
    {
        using var source = new CancellationTokenSource();
        var progress = new Reporter(report =>
        {
            if (report.SeedIndex == 1)
                source.Cancel();
        });
        var options = _quick with { Adjustment = _zla, Seeds = [5, 6], AlwaysValidates = true };
        var result = GzslTrainer.Train(TinyBenchmark.Create(), options, progress, source.Token);
        Assert.True(result.Interrupted);
        Assert.Equal(5, Assert.Single(result.Seeds).Seed);
    }

    [Fact]
    public void Train_Progress_EndsAtOneWithNothingLeft()
    {
        var reports = new List<TrainingProgress>();
        // 4 folds, each of which holds out 2 of the 8 seen classes
        Train(TinyBenchmark.Create(),
            _quick with { Adjustment = _zla, Generator = _wgan, AlwaysValidates = true }, new Reporter(reports.Add));
        Assert.Equal(1, reports[^1].Fraction, 1e-9);
        Assert.Equal(TimeSpan.Zero, reports[^1].TimeLeft);
        Assert.All(reports, report => Assert.InRange(report.Fraction, 0, 1));
        Assert.Equal(4 * 4 + 12 + 4, reports.Count(
            report => report.Epoch.Stage == TrainingStage.Validation || report.Epoch.Phase == TrainingPhase.Generator));
    }

    [Fact]
    public void Train_TooFewClassesForValidation_ProgressEndsAtOne()
    {
        var reports = new List<TrainingProgress>();
        Train(TinyBenchmark.Create(classes: 4), _quick, new Reporter(reports.Add)); // 2 seen classes
        Assert.Equal(1, reports[^1].Fraction, 1e-9);
    }

    [Fact]
    public void GuessMemory_WiderWgan_GrowsByTheSizeOfItsArrays()
    {
        double Guess(int hidden) => GzslTrainer.GuessMemory(
            TinyBenchmark.Create(), _quick with { Generator = new WganOptions { Hidden = hidden } });
        var bytesPerUnit = (Guess(2000) - Guess(1000)) / 1000;
        // The weights of a hidden unit, with 12 features and 6 attributes.
        const int generator = 6 + 6 + 1 + 12, critic = 12 + 6 + 1 + 1;
        // At least one copy of the values and of both moments.
        Assert.InRange(bytesPerUnit, 3 * sizeof(float) * (generator + critic), 1 << 14);
    }

    [Fact]
    public void GuessMemory_NoUnseenClass_CountsNoGenerator()
    {
        var dataset = TinyBenchmark.Create();
        var split = dataset.Split;
        dataset = dataset with
        {
            Split = split with { TrainVal = [.. split.TrainVal, .. split.TestUnseen], TestUnseen = [] },
        };
        Assert.Equal(
            GzslTrainer.GuessMemory(dataset, _quick with { Generator = new NoGeneratorOptions() }),
            GzslTrainer.GuessMemory(dataset, _quick with { Generator = _wgan }));
    }

    [Fact]
    public void GuessMemory_WithoutSeeds_EqualsTheGuessForTheDefaultSeeds() => Assert.Equal(
        GzslTrainer.GuessMemory(TinyBenchmark.Create(), _quick),
        GzslTrainer.GuessMemory(TinyBenchmark.Create(), _quick with { Seeds = [] }));

    [Fact]
    public void Estimate_SnapshotsOfOneOfSeveralRuns_CountsThePseudoFeaturesOfEachSnapshot()
    {
        double Estimate(int? every, bool isCompared) => MemoryGuess.Estimate(
            TinyBenchmark.Create(), _quick with { Generator = _wgan, ClassifyEvery = every }, isCompared)
            .PseudoFeatures;
        var one = Estimate(every: null, isCompared: false) / 2; // two copies, one of them in the classifier

        Assert.Equal(2 * one, Estimate(every: 1, isCompared: false), 1e-9);
        Assert.Equal((1 + _wgan.Epochs) * one, Estimate(every: 1, isCompared: true), 1e-9);
    }

    [Fact]
    public void Train_InvalidOptions_ThrowsWithAllTheirNames()
    {
        var options = new RunOptions
        {
            Adjustment = new ZlaOptions { Sigma = -1 },
            PseudoPerClass = 0,
            Seeds = [1, 1],
            Generator = new WganOptions { Hidden = 0 }
        };
        var message = Assert.Throws<ArgumentException>(() => Train(TinyBenchmark.Create(), options)).Message;
        foreach (var part in new[] { "sigma", "pseudo", "seeds must all differ", "hidden" })
            Assert.Contains(part, message);
    }

    [Theory]
    [InlineData("gpu9")]
    [InlineData("cuda:0")]
    public void Train_UnavailableDevice_ThrowsWithTheDevice(string device)
    {
        Assert.SkipWhen(device.StartsWith("cuda", StringComparison.Ordinal) && TorchSharp.torch.cuda_is_available(),
            "this machine has CUDA");
        var exception = Assert.Throws<ArgumentException>(
            () => Train(TinyBenchmark.Create(), _quick with { Device = device }));
        Assert.Contains($"the device '{device}' is not available", exception.Message);
    }

    private static RunOptions Single(RunOptions options) => options with
    {
        Classifier = options.Classifier.WithSchedule(
            schedule => schedule with { Average = ClassifierSchedule.NoAverage }),
    };

    private static IEnumerable<EpochRecord> Untimed(RunResult result) =>
        result.Seeds[0].History.Select(epoch => epoch with { Seconds = 0 });

    private static RunResult Train(
        GzslDataset dataset, RunOptions options, IProgress<TrainingProgress>? progress = null) =>
        GzslTrainer.Train(dataset, options, progress, TestContext.Current.CancellationToken);

    private static float[] Weight(RunResult result) => result.Model.Tensors["classifier.weight"].Values.ToArray();

    private sealed class Reporter(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
