using Unseen.Inference.Adaptation;
using static Unseen.Inference.Tests.Adaptation.BranchedModel;

namespace Unseen.Inference.Tests.Adaptation;

public sealed class ModelTeacherTests
{
    private const int Count = 6;

    private readonly UnseenModel _model = Create();
    private readonly float[] _pool = Models.Values(new Random(4), 40 * D);

    private ReadOnlyMemory<float> Photographs => _pool.AsMemory(0, Count * D);

    [Fact]
    public void Teach_UnseenClass_MovesThePrototypeByTheShareOfThePhotographs()
    {
        const int label = 3;
        var adapted = ModelAdapter.Adapt(_model, [_pool], new AdaptationOptions { MinUnseen = 0 },
            TestContext.Current.CancellationToken).Model;
        var once = ModelTeacher.Teach(adapted, _model.ClassNames[label], _pool.AsMemory(0, 2 * D));

        var taught = ModelTeacher.Teach(once, _model.ClassNames[label], Photographs);

        const double share = Count / (Count + 2.0);
        var prototype = Moved(label, share);
        foreach (var name in new[] { UnseenModel.WeightName, UnseenModel.StartName })
            Assert.Equal(prototype, Row(taught.Branch!, name, label), Near);
        Assert.Equal((UnseenOffset - ((UnseenOffset - 0.03) * share)) / Temperature,
            Doubles(taught.Branch!, UnseenModel.BiasName)[label], 1e-4);
        Assert.Equal(Row(adapted.Branch!, UnseenModel.WeightName, 1), Row(taught.Branch!, UnseenModel.WeightName, 1));
        var again = ModelAdapter.Adapt(taught, [_pool], new AdaptationOptions { MinUnseen = 0, Weight = 0 },
            TestContext.Current.CancellationToken).Model;
        Assert.Equal(prototype, Row(again.Branch!, UnseenModel.WeightName, label), Near);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3.0)]
    public void Teach_SeenClass_WeighsThePhotographsAsTrainingImages(double? halfWeightCount)
    {
        const int label = 2;
        var once = ModelTeacher.Teach(_model, _model.ClassNames[label], _pool.AsMemory(0, 2 * D));

        var taught = ModelTeacher.Teach(once, _model.ClassNames[label], Photographs,
            new TeachingOptions { SeenHalfWeightCount = halfWeightCount });

        Assert.True(_model.IsSeen[label]);
        Assert.Equal(Moved(label, Count / (Count + (halfWeightCount ?? ImageCounts[label]))),
            Row(taught.Branch!, UnseenModel.WeightName, label), Near);
        Assert.Equal(Doubles(_model.Branch!, UnseenModel.BiasName), Doubles(taught.Branch!, UnseenModel.BiasName));
    }

    [Fact]
    public void AddClass_WithoutDescriptor_UsesTheMeansOfThePhotographsAndOfTheTrainedRows()
    {
        var grown = ModelTeacher.AddClass(_model, "okapi", Photographs);

        Assert.Equal(("okapi", false), (grown.ClassNames[C], grown.IsSeen[C]));
        Assert.Equal(Mean(), Row(grown.Branch!, UnseenModel.WeightName, C), Near);
        const double share = Count / (Count + 2.0);
        Assert.Equal((UnseenOffset - ((UnseenOffset - 0.03) * share)) / Temperature,
            Doubles(grown.Branch!, UnseenModel.BiasName)[C], 1e-4);
        var (row, bias) = RowForNewClass();
        var trained = grown.WithBranch(null);
        Assert.Equal(row, Doubles(trained, UnseenModel.WeightName)[^D..], Near);
        Assert.Equal(bias, Doubles(trained, UnseenModel.BiasName)[C], 1e-4);
        Assert.Equal(Doubles(_model, UnseenModel.WeightName), Doubles(trained, UnseenModel.WeightName)[..^D]);
    }

    [Fact]
    public void AddClass_WithDescriptor_MovesTheDescribedPrototypeTowardsThePhotographs()
    {
        float[] descriptor = [3, -4];

        var grown = ModelTeacher.AddClass(_model, "okapi", Photographs, descriptor);

        var (map, offset) = (Doubles(_model.Branch!, UnseenModel.DescriptionWeightName),
            Doubles(_model.Branch!, UnseenModel.DescriptionBiasName));
        var described = Unit([.. Enumerable.Range(0, K).Select(k =>
            offset[k] + (map[2 * k] * 0.6) - (map[(2 * k) + 1] * 0.8))]);
        const double share = Count / (Count + 2.0);
        Assert.Equal(Unit([.. described.Zip(Mean(), (before, now) => ((1 - share) * before) + (share * now))]),
            Row(grown.Branch!, UnseenModel.WeightName, C), Near);
        Assert.Equal(RowForNewClass().Row, Doubles(grown, UnseenModel.WeightName)[^D..], Near);
    }

    [Fact]
    public void AddClass_PrototypeLearner_MixesTheRowsFromDescriptorAndPhotographs()
    {
        float[] descriptor = [3, -4];
        var learner = WithDescriptions(_model);

        var grown = ModelTeacher.AddClass(learner, "okapi", Photographs, descriptor);

        var described = learner.WithClass("okapi", descriptor);
        const double share = Count / (Count + 2.0);
        Assert.Equal(Doubles(described, UnseenModel.WeightName)[^D..].Zip(
            RowForNewClass().Row, (first, other) => ((1 - share) * first) + (share * other)),
            Doubles(grown, UnseenModel.WeightName)[^D..], Near);
        Assert.Equal((share * RowForNewClass().Bias) + ((1 - share) * Doubles(described, UnseenModel.BiasName)[C]),
            Doubles(grown, UnseenModel.BiasName)[C], 1e-4);
        Assert.Equal(Doubles(ModelTeacher.Teach(described, "okapi", Photographs).Branch!, UnseenModel.WeightName),
            Doubles(grown.Branch!, UnseenModel.WeightName));
    }

    [Fact]
    public void AddClass_TaughtAgain_ForgetsTheEarlierPhotographs()
    {
        var grown = ModelTeacher.AddClass(_model, "okapi", _pool.AsMemory(20 * D));

        var again = ModelTeacher.Teach(grown, "okapi", Photographs);

        Assert.Equal(Mean(), Row(again.Branch!, UnseenModel.WeightName, C), Near);
    }

    [Fact]
    public void AddClass_SavedAndLoaded_PredictsTheSame()
    {
        var taught = ModelTeacher.Teach(_model, _model.ClassNames[2], Photographs);
        using var stream = new MemoryStream();
        var grown = ModelTeacher.AddClass(taught, "okapi", Photographs);
        grown.Write(stream);
        stream.Position = 0;

        var read = UnseenModel.Load(stream);

        Assert.Equal(grown.PredictBatch(_pool), read.PredictBatch(_pool));
        Assert.Equal(taught.PredictBatch(_pool), read.WithoutClass("okapi").PredictBatch(_pool));
        Assert.Null(Record.Exception(() => ModelTeacher.Teach(read, "okapi", Photographs)));
    }

    [Fact]
    public void AddClass_NameThatExists_Throws() =>
        Assert.Throws<ArgumentException>(() => ModelTeacher.AddClass(_model, _model.ClassNames[0], Photographs));

    [Theory]
    [InlineData(new float[0])]
    [InlineData(new float[] { 1, 2, 3 })]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, float.NaN })]
    public void TeachAndAddClass_FeaturesThatCannotBeUsed_Throw(float[] features)
    {
        Assert.Throws<ArgumentException>(() => ModelTeacher.Teach(_model, _model.ClassNames[1], features));
        Assert.Throws<ArgumentException>(() => ModelTeacher.AddClass(_model, "okapi", features));
    }

    [Fact]
    public void AddClass_DescriptorOfAnotherWidth_Throws() => Assert.Throws<ArgumentException>(
        () => ModelTeacher.AddClass(_model, "okapi", Photographs, new float[] { 1, 2, 3 }));

    [Fact]
    public void AddClass_DescriptorForABranchThatTakesNone_Throws()
    {
        var branch = _model.Branch!;
        var model = WithDescriptions(_model).WithBranch(new UnseenModel(
            branch.Form, branch.Tensors[UnseenModel.WeightName], branch.Tensors[UnseenModel.BiasName],
            branch.ClassNames, branch.IsSeen, branch.Scaling, branch.Temperature, featureMap: branch.FeatureMap));

        Assert.StartsWith("descriptor must be empty, since the branch takes none, but was 2.",
            Assert.Throws<ArgumentException>(
                () => ModelTeacher.AddClass(model, "okapi", Photographs, new float[] { 3, -4 })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(K, 0, K, "description must be of shape [6, A]")]
    [InlineData(2, K, K, "description must be of shape [6, A]")]
    [InlineData(K, 2, 2, "descriptionOffset must be of shape [6]")]
    public void AddTo_DescriptionMapOfAnotherShape_Throws(int outputs, int inputs, int offsets, string message)
    {
        var branch = _model.Branch!;

        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => PrototypeBranch.AddTo(
            _model, branch.FeatureMap!, branch.Tensors[UnseenModel.WeightName],
            new ModelTensor([outputs, inputs], new float[outputs * inputs]),
            new ModelTensor([offsets], new float[offsets]), Temperature, UnseenOffset)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new float[] { 1, 2 }, "trained.images must be of shape [5], but was [2].")]
    [InlineData(new float[] { 1, 2, -3, 4, 5 }, "trained.images must be finite and at least 0 everywhere")]
    [InlineData(new[] { 1, 2, float.NaN, 4, 5 }, "trained.images must be finite and at least 0 everywhere")]
    [InlineData(new[] { 1, 2, float.PositiveInfinity, 4, 5 }, "trained.images must be finite and at least 0")]
    public void AddTo_UnusableImageCounts_Throws(float[] counts, string message)
    {
        var branch = _model.Branch!;

        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => PrototypeBranch.AddTo(
            _model, branch.FeatureMap!, branch.Tensors[UnseenModel.WeightName],
            branch.Tensors[UnseenModel.DescriptionWeightName], branch.Tensors[UnseenModel.DescriptionBiasName],
            Temperature, UnseenOffset, new ModelTensor([counts.Length], counts))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnseenModel.StartName)]
    [InlineData(UnseenModel.StartBiasName)]
    [InlineData(UnseenModel.UntaughtName)]
    [InlineData(UnseenModel.ImageCountName)]
    public void Load_BranchTensorWithAnotherNumberOfClasses_ThrowsWithItsName(string name)
    {
        using var stream = new MemoryStream();
        _model.Write(stream);
        stream.Position = 0;
        var (tensors, metadata) = SafeTensorsFile.Read(stream, "x");
        var damaged = new Dictionary<string, ModelTensor>(tensors)
        {
            [$"branch.{name}"] = new ModelTensor([C - 1, 1], new float[C - 1]),
        };
        stream.SetLength(0);
        SafeTensorsFile.Write(stream, damaged, metadata);
        stream.Position = 0;

        Assert.Contains($"{name} must be of shape [5", Assert.Throws<ModelFileException>(
            () => UnseenModel.Load(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TeachAndAddClass_ModelWithoutABranch_Throw()
    {
        var bare = _model.WithBranch(null);
        Assert.Throws<ArgumentException>(() => ModelTeacher.Teach(bare, bare.ClassNames[1], Photographs));
        Assert.Throws<ArgumentException>(() => ModelTeacher.AddClass(bare, "okapi", Photographs));
    }

    [Fact]
    public void Teach_NoSuchClass_Throws() =>
        Assert.Throws<ArgumentException>(() => ModelTeacher.Teach(_model, "okapi", Photographs));

    /// <summary>Moves the prototype that a class has before any adaptation towards the photographs.</summary>
    private double[] Moved(int label, double share) => Unit([.. Row(_model.Branch!, UnseenModel.WeightName, label)
        .Zip(Mean(), (before, now) => ((1 - share) * before) + (share * now))]);

    private double[] Mean()
    {
        var mapped = Mapped(_model.Branch!, _pool);
        return Unit([.. Enumerable.Range(0, K).Select(k => mapped.Take(Count).Sum(z => z[k]))]);
    }

    /// <summary>Computes the trained classifier's row for a new class: the mean of the other rows, weighted by the
    /// mean probabilities of their classes for the photographs. The bias raises the mean score of the new class to the
    /// mean of the best scores.</summary>
    private (double[] Row, double Bias) RowForNewClass()
    {
        var trained = _model.WithBranch(null);
        var (shares, scores) = (new double[C], new double[Count][]);
        for (var i = 0; i < Count; i++)
        {
            var own = new float[C];
            trained.Score(_pool.AsSpan(i * D, D), own);
            scores[i] = [.. own.Select(score => (double)score)];
            var sum = scores[i].Sum(Math.Exp);
            for (var c = 0; c < C; c++)
                shares[c] += Math.Exp(scores[i][c]) / sum / Count;
        }

        var (weight, bias) = (Doubles(trained, UnseenModel.WeightName), Doubles(trained, UnseenModel.BiasName));
        var lift = scores.Average(own => own.Max()) - scores.Average(own => own.Zip(shares, (s, p) => s * p).Sum());
        return (
            [.. Enumerable.Range(0, D).Select(d => Enumerable.Range(0, C).Sum(c => shares[c] * weight[(c * D) + d]))],
            bias.Zip(shares, (b, p) => b * p).Sum() + lift);
    }

    private static double[] Row(UnseenModel model, string name, int label) =>
        Doubles(model, name)[(label * K)..((label + 1) * K)];
}
