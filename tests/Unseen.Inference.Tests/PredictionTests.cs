namespace Unseen.Inference.Tests;

public class PredictionTests
{
    [Theory]
    [InlineData(ClassifierForm.Prototype, FeatureScalingKind.MinMax)]
    [InlineData(ClassifierForm.Prototype, FeatureScalingKind.None)]
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.MinMax)]
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.L2)]
    public void Score_RandomModel_EqualsPlainLoops(ClassifierForm form, FeatureScalingKind kind)
    {
        var random = new Random(5);
        var (minimum, span) = (Models.Values(random, 7),
            Models.Values(random, 7).Select(value => Math.Abs(value) + 0.1f).ToArray());
        var scaling = kind switch
        {
            FeatureScalingKind.MinMax =>
            FeatureScaling.MinMax(minimum, span),
            FeatureScalingKind.L2 => FeatureScaling.L2,
            _ =>
            FeatureScaling.None
        };
        var model = Models.Random(form, scaling: scaling);
        var x = Models.Values(random, 7);
        var scores = new float[5];
        model.Score(x, scores);

        double[] scaled = [.. x.Select((value, d) =>
            kind == FeatureScalingKind.MinMax ? ((double)value - minimum[d]) / span[d] : value)];
        if (kind == FeatureScalingKind.L2 || form == ClassifierForm.Prototype)
        {
            var norm = Math.Sqrt(scaled.Sum(value => value * value));
            scaled = [.. scaled.Select(value => value / norm)];
        }

        var (weight, bias) = (model.Tensors["classifier.weight"].Values.ToArray(),
            model.Tensors["classifier.bias"].Values.ToArray());
        for (var c = 0; c < 5; c++)
        {
            double dot = 0;
            for (var d = 0; d < 7; d++)
                dot += scaled[d] * weight[c * 7 + d];
            Assert.Equal(dot / model.Temperature + bias[c], scores[c],
                1e-5 * Math.Max(1, Math.Abs(dot / model.Temperature)));
        }
    }

    [Theory]
    [InlineData(CandidateClasses.All)]
    [InlineData(CandidateClasses.UnseenOnly)]
    [InlineData(CandidateClasses.SeenOnly)]
    public void PredictTop_AnyGroup_HasTheSortedScoresAndTheirSoftmax(CandidateClasses candidates)
    {
        var model = Models.Random(ClassifierForm.Linear);
        var x = Models.Values(new Random(9), 7);
        var scores = new float[5];
        model.Score(x, scores);
        int[] group = [.. Enumerable.Range(0, 5)
            .Where(c => candidates == CandidateClasses.All
            || (c % 2 == 0) == (candidates == CandidateClasses.SeenOnly))];
        var expected = group.OrderByDescending(c => scores[c]).ThenBy(c => c).ToArray();
        var sum = group.Sum(c => Math.Exp(scores[c]));

        var top = model.PredictTop(x, 10, candidates);
        Assert.Equal(expected, top.Select(prediction => prediction.ClassIndex));
        Assert.All(top, prediction =>
        {
            Assert.Equal(model.ClassNames[prediction.ClassIndex], prediction.ClassName);
            Assert.Equal(prediction.ClassIndex % 2 == 1, prediction.IsUnseen);
            Assert.Equal(Math.Exp(scores[prediction.ClassIndex]) / sum, prediction.Probability, 1e-5);
        });
        Assert.Equal(top[0], model.Predict(x, candidates));
        Assert.Equal(top[..2], model.PredictTop(x, 2, candidates));
    }

    [Fact]
    public void PredictTop_EqualScores_SortsByClassIndex()
    {
        var model = new UnseenModel(
            ClassifierForm.Linear, new ModelTensor([3, 1], [1, 1, 1]), new ModelTensor([3], [0, 0, 0]),
                ["a", "b", "c"], [true, true, false], FeatureScaling.None);
        Assert.Equal([0, 1, 2], model.PredictTop([1f], 3).Select(prediction => prediction.ClassIndex));
    }

    [Fact]
    public void Score_ZeroVector_HasACosineOf0InsteadOfNaN()
    {
        var model = Models.Random(ClassifierForm.Prototype);
        var scores = new float[5];
        model.Score(new float[7], scores);
        Assert.Equal(model.Tensors["classifier.bias"].Values.ToArray(), scores);
    }

    [Fact]
    public void Predict_InvalidInput_ThrowsWithTheRequirement()
    {
        var model = Models.Random(ClassifierForm.Linear);
        Assert.Contains("features must be of length 7, but was 6",
            Assert.Throws<ArgumentException>(() => model.Predict(new float[6])).Message);
        var bad = new float[7];
        bad[3] = float.NaN;
        Assert.Contains("features must be finite everywhere, but some are NaN or infinite.",
            Assert.Throws<ArgumentException>(() => model.Predict(bad)).Message);
        Assert.Contains("count must be at least 1, but was 0",
            Assert.Throws<ArgumentException>(() => model.PredictTop(new float[7], 0)).Message);
        Assert.Contains("a multiple of 7, but was 8",
            Assert.Throws<ArgumentException>(() => model.PredictBatch(new float[8])).Message);
        bad = new float[14];
        bad[9] = float.PositiveInfinity;
        Assert.Contains("some of image 1 are NaN or infinite",
            Assert.Throws<ArgumentException>(() => model.PredictBatch(bad)).Message);
    }

    [Theory]
    [InlineData(ClassifierForm.Prototype, FeatureScalingKind.None, false, 3)]
    [InlineData(ClassifierForm.Prototype, FeatureScalingKind.MinMax, false, 3)]
    [InlineData(ClassifierForm.Prototype, FeatureScalingKind.L2, true, 3)]
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.None, false, 3)]
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.None, false, 2000)] // more weights than fit in the caches
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.L2, false, 3)]
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.None, true, 3)]
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.None, true, 3, Activation.Sigmoid)]
    public void Predict_FeaturesTooLargeForFloat32_AreRefusedOnEveryPath(
        ClassifierForm form, FeatureScalingKind kind, bool isMapped, int classes,
        Activation activation = Activation.Relu)
    {
        const int width = 600, images = 30, large = 17;
        var random = new Random(3);
        var scaling = kind switch
        {
            FeatureScalingKind.MinMax =>
            FeatureScaling.MinMax(new float[width], [.. Enumerable.Repeat(1e-3f, width)]),
            FeatureScalingKind.L2 =>
            FeatureScaling.L2,
            _ => FeatureScaling.None
        };
        var model = new UnseenModel(
            form, new ModelTensor([classes, width], Models.Values(random, classes * width)),
                new ModelTensor([classes], new float[classes]),
            [.. Enumerable.Range(0, classes).Select(c => $"c{c}")],
                [.. Enumerable.Range(0, classes).Select(c => c > 0)], scaling,
            featureMap: isMapped ? new ModelMap([new HiddenLayer(new ModelTensor(
                [width, width], Models.Values(random, width * width)),
                new ModelTensor([width], new float[width]), activation)]) : null);
        var features = Models.Values(random, images * width);
        Array.Fill(features, 3e38f, large * width, width);
        var row = features[(large * width)..((large + 1) * width)];
        void Refused(Action predict, string which = "") =>
            Assert.StartsWith($"features must be small enough for finite scores, but {which}are too large.",
                Assert.Throws<ArgumentException>(predict).Message, StringComparison.Ordinal);

        Refused(() => model.Score(row, new float[classes]));
        Refused(() => model.Predict(row, CandidateClasses.UnseenOnly));
        Refused(() => model.PredictTop(row, 2));
        Refused(() => model.PredictTop(row, new Prediction[2]));
        Refused(() => model.ScoreBatch(features, new float[images * classes]), "those of image 17 ");
        Refused(() => model.PredictBatch(features), "those of image 17 ");
        Refused(() => model.PredictTopBatch(features, 2, new Prediction[images * 2], CandidateClasses.SeenOnly,
            threads: 1), "those of image 17 ");
    }

    [Fact]
    public void Score_SumWithTheBranchBeyondFloat32_IsRefusedOnEveryPath()
    {
        UnseenModel Model(UnseenModel? branch) => new(
            ClassifierForm.Linear, new ModelTensor([2, 1], [0, 1]), new ModelTensor([2], [0, 0]), ["a", "b"],
            [true, false], FeatureScaling.None, branch: branch);
        var model = Model(Model(null));

        Assert.Contains("but are too large.", Assert.Throws<ArgumentException>(
            () => model.Score([3e38f], new float[2])).Message);
        Assert.Contains("but those of image 1 are too large.", Assert.Throws<ArgumentException>(
            () => model.ScoreBatch(new float[] { 1, 3e38f }, new float[4])).Message);
    }

    [Fact]
    public void Predict_GroupWithoutClasses_ThrowsWithTheGroup()
    {
        var model = new UnseenModel(ClassifierForm.Linear, new ModelTensor([1, 1], [1]), new ModelTensor([1], [0]),
            ["a"], [true], FeatureScaling.None);
        const string message = "the model has no unseen classes to choose from. (Parameter 'candidates')";
        Assert.Equal(message,
            Assert.Throws<ArgumentException>(() => model.Predict([1f], CandidateClasses.UnseenOnly)).Message);
        Assert.Equal(message, Assert.Throws<ArgumentException>(
            () => model.PredictBatch(new float[] { 1 }, CandidateClasses.UnseenOnly)).Message);
    }

    [Fact]
    public void PredictBatch_ManyImages_AgreesWithSingleCalls()
    {
        var model = Models.Random(ClassifierForm.Prototype);
        var features = Models.Values(new Random(2), 7 * 500);
        var batch = model.PredictBatch(features);
        for (var i = 0; i < 500; i++)
        {
            var single = model.Predict(features.AsSpan(i * 7, 7));
            Assert.Equal((single.ClassIndex, single.ClassName, single.IsUnseen),
                (batch[i].ClassIndex, batch[i].ClassName, batch[i].IsUnseen));
            Assert.Equal(single.Score, batch[i].Score, 1e-5 * Math.Max(1, Math.Abs(single.Score)));
            Assert.Equal(single.Probability, batch[i].Probability, 1e-5);
        }

        // The result for an image is the same to the last bit in any batch.
        Assert.Equal(batch[137..140], model.PredictBatch(features.AsMemory(137 * 7, 21)));
    }

    [Theory]
    [InlineData(CandidateClasses.All, 3, 3)]
    [InlineData(CandidateClasses.All, 9, 5)]
    [InlineData(CandidateClasses.UnseenOnly, 3, 2)]
    public void PredictTopBatch_ManyImages_AgreesWithSingleCalls(CandidateClasses candidates, int count, int expected)
    {
        var model = Models.Random(ClassifierForm.Prototype);
        var features = Models.Values(new Random(2), 7 * 100);
        var (ofOneThread, ofAllThreads) = (new Prediction[100 * count], new Prediction[100 * count]);

        Assert.Equal(expected, model.PredictTopBatch(features, count, ofOneThread, candidates, threads: 1));
        Assert.Equal(expected, model.PredictTopBatch(features, count, ofAllThreads, candidates));

        Assert.Equal(ofOneThread, ofAllThreads);
        for (var i = 0; i < 100; i++)
        {
            var single = model.PredictTop(features.AsSpan(i * 7, 7), count, candidates);
            var own = ofOneThread[(i * count)..((i * count) + expected)];
            Assert.Equal(single.Select(prediction => prediction.ClassIndex),
                own.Select(prediction => prediction.ClassIndex));
            Assert.Equal(single.Select(prediction => (double)prediction.Probability),
                own.Select(prediction => (double)prediction.Probability), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void PredictTopBatch_InvalidInput_ThrowsWithTheRequirement()
    {
        var model = Models.Random(ClassifierForm.Linear);
        Assert.Contains("top must be of length 4, but was 3",
            Assert.Throws<ArgumentException>(() => model.PredictTopBatch(new float[14], 2, new Prediction[3])).Message);
        Assert.Contains("count must be at least 1, but was 0",
            Assert.Throws<ArgumentException>(
            () => model.PredictTopBatch(new float[7], 0, Array.Empty<Prediction>())).Message);
        Assert.Contains(
            "threads must be at least 1, or -1, but was 0",
            Assert.Throws<ArgumentException>(
                () => model.PredictTopBatch(new float[7], 1, new Prediction[1], threads: 0)).Message);
    }

    [Theory]
    [InlineData(102, 2304)]
    [InlineData(3000, 1024)] // large enough for other cores to help
    public void Predict_AfterWarmUp_AllocatesNothing(int classes, int width)
    {
        var model = Models.Random(ClassifierForm.Prototype, classes: classes, width: width, scaling: FeatureScaling.L2);
        var x = Models.Values(new Random(2), width);
        var top = new Prediction[5];
        for (var i = 0; i < 50; i++)
            model.PredictTop(x, top);

        // The count can also grow for other reasons, such as a garbage collection that another test causes. A
        // prediction that allocates would do so in all rounds.
        var least = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++)
            {
                model.PredictTop(x, top);
                model.Predict(x, CandidateClasses.UnseenOnly);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Predict_InAProcessWithoutTraining_LoadsNoLibTorch()
    {
        Models.Random(ClassifierForm.Prototype).Predict(new float[7]);
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly =>
            assembly.GetName().Name!.Contains("Torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(
            System.Diagnostics.Process.GetCurrentProcess().Modules.Cast<System.Diagnostics.ProcessModule>(),
            module => module.ModuleName.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName), name => name!.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.All(typeof(UnseenModel).Assembly.GetReferencedAssemblies(), name =>
            Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));
    }
}
