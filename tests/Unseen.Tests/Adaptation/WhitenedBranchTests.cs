using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Tests.Training;
using static Unseen.Tests.PlainLoops;

namespace Unseen.Tests.Adaptation;

public sealed class WhitenedBranchTests
{
    private const double Shrinkage = 0.9, Ridge = 0.003, Temperature = 0.03, UnseenOffset = 0.115;

    private readonly GzslDataset _dataset = TinyBenchmark.Create();

    [Fact]
    public void AddTo_TinyBenchmark_ScoresAsPlainLoopsDo()
    {
        var model = WhitenedBranch.AddTo(GetModel(_dataset), _dataset);

        Func<double[], double[]> plain = Plain(_dataset);
        var scores = new float[_dataset.ClassNames.Length];
        foreach (var row in _dataset.Split.TestUnseen.Concat(_dataset.Split.TestSeen))
        {
            model.Score(_dataset.Features.Row(row), scores);
            var expected = plain(Doubles(_dataset.Features.Row(row)));
            for (var c = 0; c < scores.Length; c++)
                Assert.Equal(expected[c], scores[c], 0.01); // scores reach 37
        }
    }

    [Fact]
    public void AddTo_ClassNamesExchanged_TakesTheImagesThatEachClassWasTrainedOn()
    {
        // Class 0 has fewer training images than the others.
        var dataset = _dataset with { Split = _dataset.Split with { TrainVal = _dataset.Split.TrainVal[1..] } };
        var model = GetModel(dataset);
        var exchanged = model.WithClassRenamed("class 0", "okapi").WithClassRenamed("class 3", "class 0")
            .WithClassRenamed("okapi", "class 3");

        AssertSameBranch(WhitenedBranch.AddTo(model, dataset), WhitenedBranch.AddTo(exchanged, dataset));
    }

    [Fact]
    public void AddTo_NameOfARemovedClassReused_TakesTheImagesThatTheClassWasTrainedOn()
    {
        var dataset = _dataset with { Split = _dataset.Split with { TrainVal = _dataset.Split.TrainVal[1..] } };
        var model = GetModel(dataset).WithoutClass("class 0");

        AssertSameBranch(WhitenedBranch.AddTo(model, dataset),
            WhitenedBranch.AddTo(model.WithClassRenamed("class 3", "class 0"), dataset));
    }

    [Fact]
    public void AddTo_UnseenClassWithTheNameOfARemovedSeenClass_HasNoTrainingImages()
    {
        var model = GetModel(_dataset);
        var renamed = model.WithoutClass("class 0").WithClassRenamed("class 9", "class 0");

        AssertSameBranch(WhitenedBranch.AddTo(model.WithoutClass("class 0"), _dataset),
            WhitenedBranch.AddTo(renamed, _dataset));
    }

    [Fact]
    public void AddTo_SeenClassUnderAnotherName_TakesTheImagesThatItWasTrainedOn()
    {
        var model = GetModel(_dataset);

        AssertSameBranch(WhitenedBranch.AddTo(model, _dataset),
            WhitenedBranch.AddTo(model.WithClassRenamed("class 3", "okapi"), _dataset));
    }

    [Fact]
    public void AddTo_SeenClassThatTheDatasetLacks_ThrowsWithTheClass()
    {
        string[] names = [.. _dataset.ClassNames.Select(name => name == "class 3" ? "okapi" : name)];
        var model = GetModel(_dataset with { ClassNames = names });

        var exception = Assert.Throws<UnseenDataException>(() => WhitenedBranch.AddTo(model, _dataset));

        Assert.Contains("class 'okapi'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddTo_ClassThatWasAddedByItsPhotographsAlone_GivesItNoPrototype()
    {
        var taught = ModelTeacher.AddClass(
            WhitenedBranch.AddTo(GetModel(_dataset), _dataset), "okapi", _dataset.Features.Row(0).ToArray());

        var again = WhitenedBranch.AddTo(taught, _dataset);

        Assert.False(IsZero(GetPrototype(taught)));
        Assert.True(IsZero(GetPrototype(again)));
        Assert.False(IsZero(GetPrototype(WhitenedBranch.AddTo(GetModel(_dataset), _dataset))));

        // The prototype of the last class.
        static ReadOnlySpan<float> GetPrototype(UnseenModel model)
        {
            var weight = model.Branch!.Tensors[UnseenModel.WeightName];
            return weight.Values.Span[^weight.Shape[1]..];
        }

        static bool IsZero(ReadOnlySpan<float> values) => !values.ContainsAnyExcept(0);
    }

    /// <summary>Asserts that the prototypes and the numbers of training images, among others, are the same.</summary>
    private static void AssertSameBranch(UnseenModel expected, UnseenModel actual)
    {
        Assert.Equal(expected.Branch!.Tensors.Keys, actual.Branch!.Tensors.Keys);
        foreach (var (name, tensor) in expected.Branch.Tensors)
            Assert.Equal(tensor.Values.ToArray(), actual.Branch.Tensors[name].Values.ToArray());
    }

    /// <summary>Creates a model without a whitened branch. All its scores are 0.</summary>
    private static UnseenModel GetModel(GzslDataset dataset)
    {
        var (classes, width) = (dataset.ClassNames.Length, dataset.Features.Columns);
        return new UnseenModel(
            ClassifierForm.Linear, new ModelTensor([classes, width], new float[classes * width]),
            new ModelTensor([classes], new float[classes]), dataset.ClassNames,
            [.. Enumerable.Range(0, classes).Select(c => dataset.SeenClasses.Contains(c))], FeatureScaling.L2,
            extraTensors: new Dictionary<string, ModelTensor>
            {
                [UnseenModel.DescriptorsName] = new([classes, dataset.Descriptors.Columns],
                    dataset.Descriptors.Values),
            });
    }

    private static Func<double[], double[]> Plain(GzslDataset dataset)
    {
        var width = dataset.Features.Columns;
        var images = dataset.Split.TrainVal.ToLookup(row => dataset.Labels[row],
            row => Unit(Doubles(dataset.Features.Row(row))));
        double[][] means = [.. dataset.SeenClasses.Select(c => Mean([.. images[c]]))];
        var centre = Mean(means);
        var covariance = new double[width, width];
        foreach (var (s, c) in dataset.SeenClasses.Index())
            foreach (var x in images[c])
                for (var i = 0; i < width; i++)
                    for (var j = 0; j < width; j++)
                        covariance[i, j] += (x[i] - means[s][i]) * (x[j] - means[s][j])
                            / dataset.Split.TrainVal.Length;
        var trace = Enumerable.Range(0, width).Sum(d => covariance[d, d]);
        double[][] metric = Inverse([.. Enumerable.Range(0, width).Select(i => Enumerable.Range(0, width)
            .Select(j => ((1 - Shrinkage) * covariance[i, j]) + (i == j ? Shrinkage * trace / width : 0)).ToArray())]);
        double MetricProduct(double[] a, double[] b) => a.Select((value, i) => value * Dot(metric[i], b)).Sum();
        double[] Centred(double[] x) => [.. x.Zip(centre, (value, mean) => value - mean)];
        double MetricLength(double[] x) => Math.Sqrt(MetricProduct(x, x));
        double[] MetricUnit(double[] x) => [.. x.Select(value => value / MetricLength(x))];

        double[][] seen = [.. dataset.SeenClasses.Select(c => Doubles(dataset.Descriptors.Row(c)))];
        var diagonal = seen.Average(a => Dot(a, a));
        var inverse = Inverse([.. seen.Select((a, i) => seen.Select(
            (b, j) => Dot(a, b) + (i == j ? Ridge * diagonal : 0)).ToArray())]);
        double[] Predicted(int c)
        {
            double[] kernel = [.. seen.Select(a => Dot(a, Doubles(dataset.Descriptors.Row(c))))];
            double[] weights = [.. inverse.Select(row => Dot(row, kernel))];
            return [.. Enumerable.Range(0, width).Select(d => means.Select((mean, s) => weights[s] * mean[d]).Sum())];
        }

        double[][] prototypes = [.. Enumerable.Range(0, dataset.ClassNames.Length).Select(c => MetricUnit(
            dataset.SeenClasses.Contains(c) ? Mean([.. images[c].Select(x => MetricUnit(Centred(x)))])
                : Centred(Predicted(c))))];
        return x =>
        {
            var z = MetricUnit(Centred(Unit(x)));
            return [.. prototypes.Select((prototype, c) => (MetricProduct(z, prototype)
                + (dataset.SeenClasses.Contains(c) ? 0 : UnseenOffset)) / Temperature)];
        };
    }

    /// <summary>Inverts a matrix by Gauss-Jordan elimination.</summary>
    private static double[][] Inverse(double[][] matrix)
    {
        var size = matrix.Length;
        double[][] rows = [.. matrix.Select((row, i) =>
            row.Concat(Enumerable.Range(0, size).Select(j => i == j ? 1.0 : 0)).ToArray())];
        for (var k = 0; k < size; k++)
        {
            rows[k] = [.. rows[k].Select(value => value / rows[k][k])];
            for (var i = 0; i < size; i++)
                if (i != k)
                    rows[i] = [.. rows[i].Zip(rows[k], (value, pivot) => value - (rows[i][k] * pivot))];
        }

        return [.. rows.Select(row => row[size..])];
    }

    private static double[] Mean(double[][] rows) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(d => rows.Average(row => row[d]))];

    private static double[] Doubles(ReadOnlySpan<float> row)
    {
        var values = new double[row.Length];
        for (var d = 0; d < row.Length; d++)
            values[d] = row[d];
        return values;
    }
}
