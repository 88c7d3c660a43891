using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Descriptions;
using Unseen.Tests.Training;
using Unseen.TestSupport;

namespace Unseen.Tests.Descriptions;

public sealed class DescriptionDoctorTests
{
    private static readonly DoctorOptions _once = new() { Rounds = 1 };

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Examine_OneRound_EqualsPlainLoops(int seed)
    {
        var dataset = TinyBenchmark.Create(classes: 14);

        var report = Examine(dataset, _once with { Seed = seed });

        var groups = HeldOutFold.Divide(12, groups: 6, new Random(seed));
        var plain = new PlainDoctor(dataset);
        var (t1, pairs) = plain.Recognise(groups, plain.ChooseLambda());
        Assert.Equal(2, report.HeldOut);
        Assert.Equal(t1, report.T1!.Value, 1e-6);
        Assert.Equal(pairs, report.PairAccuracy!.Value, 1e-6);
        Assert.Equal(50, report.Chance!.Value, 1e-6);
    }

    [Fact]
    public void Examine_FeaturesThatFollowDescriptors_VerdictIsWorks()
    {
        var report = Examine(TinyBenchmark.Create(classes: 40));

        Assert.Equal(DescriptionVerdict.Works, report.Verdict);
        Assert.InRange(report.T1!.Value, report.T1Lower!.Value, report.T1Upper!.Value);
        Assert.True(report.T1Lower > report.ShuffledUpper); // measured over eight seeds: 97.2 ± 1.9 > 61.0 ± 0.8
    }

    [Fact]
    public void Examine_RandomDescriptors_VerdictIsMostlyGuessing()
    {
        var dataset = TinyBenchmark.Create(classes: 24);
        var verdicts = Enumerable.Range(0, 12).Select(seed =>
        {
            var random = new Random(seed);
            return Examine(WithDescriptors(dataset, 6, (_, _) => random.NextSingle())).Verdict;
        }).ToArray();

        // The verdict is "guessing" unless T1 or the pair accuracy exceeds what 95 % of shuffled descriptions reach.
        // By chance, T1 and the pair accuracy each exceed this value in one of twenty cases.
        Assert.InRange(verdicts.Count(verdict => verdict == DescriptionVerdict.Guessing), 8, 12);
        Assert.DoesNotContain(DescriptionVerdict.Works, verdicts);
    }

    [Fact]
    public void Examine_AttributeWithRandomValues_IsReportedAsNotVisible()
    {
        var dataset = TinyBenchmark.Create(classes: 40);
        var own = dataset.Descriptors;
        var random = new Random(5);
        var noise = Enumerable.Range(0, own.Rows).Select(_ => random.NextSingle()).ToArray();

        var report = Examine(new DescriptionDoctor(dataset),
            Matrix(own.Rows, 8, (c, a) => a < 6 ? own.Row(c)[a] : a == 6 ? noise[c] : 0.5f),
            ["a", "b", "c", "d", "e", "f", "height", "same"]);

        var byName = report.Attributes.ToDictionary(column => column.Name);
        Assert.All(["a", "b", "c", "d", "e", "f"], name => Assert.True(byName[name].CanBeSeen, name));
        Assert.False(byName["height"].CanBeSeen);
        Assert.Null(byName["same"].Visibility);
        Assert.Equal("same", report.Attributes[^1].Name);
    }

    [Fact]
    public void Examine_FlawedDescriptors_NamesEachFlaw()
    {
        var dataset = TinyBenchmark.Create(classes: 12);
        var own = dataset.Descriptors;

        var report = Examine(new DescriptionDoctor(dataset),
            Matrix(own.Rows, 9, (c, a) => (c, a) switch
            {
                (0, 0) => float.NaN,
                (1, _) => 0,
                (3, < 6) => own.Row(2)[a], // the same as class 2
                (_, < 6) => own.Row(c)[a],
                (_, 6) => 1000 * own.Row(Math.Max(2, c == 3 ? 2 : c))[0],
                (_, 7) => c == 11 ? 1 : 0.5f, // differs only for an unseen class
                _ => 0.5f,
            }),
            ["a", "b", "c", "d", "e", "f", "cm", "seen alike", "all alike"]);

        var byCode = report.Problems.ToDictionary(problem => problem.Code, problem => problem.Message);
        Assert.Contains("class 0", byCode["missing-values"], StringComparison.Ordinal);
        Assert.Contains("class 1", byCode["no-description"], StringComparison.Ordinal);
        Assert.Contains("class 2 and class 3", byCode["nearly-equal"], StringComparison.Ordinal);
        Assert.Contains("all alike", byCode["constant-column"], StringComparison.Ordinal);
        Assert.Contains("seen alike", byCode["constant-over-seen"], StringComparison.Ordinal);
        Assert.Contains("cm", byCode["column-scale"], StringComparison.Ordinal);
        Assert.Equal(8, report.SeenClasses); // of ten seen classes, two have no usable description
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Examine_FewerThanTwoDescriptions_ReportsNoConstantColumn(int described)
    {
        var dataset = TinyBenchmark.Create(classes: 12);
        var own = dataset.Descriptors;

        var report = Examine(new DescriptionDoctor(dataset),
            Matrix(own.Rows, own.Columns, (c, a) => c < described ? own.Row(c)[a] : 0));

        Assert.Equal("no-description", Assert.Single(report.Problems).Code);
    }

    [Fact]
    public void Examine_ColumnThatDominatesTheOthers_AdvisesOneScaleForAllColumns()
    {
        var dataset = TinyBenchmark.Create(classes: 40);
        var own = dataset.Descriptors;
        var random = new Random(1);
        var heights = Enumerable.Range(0, own.Rows).Select(_ => 200 * random.NextSingle()).ToArray();

        var report = Examine(new DescriptionDoctor(dataset),
            Matrix(own.Rows, 7, (c, a) => a < 6 ? own.Row(c)[a] : heights[c]));

        Assert.True(report.T1OfOneScale > report.T1);
        Assert.Contains("one scale", report.Advice[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Examine_FewerThanSixSeenClasses_VerdictIsUnknown()
    {
        var five = Examine(TinyBenchmark.Create(classes: 7));
        var six = Examine(TinyBenchmark.Create(classes: 8));

        Assert.Equal((DescriptionVerdict.Unknown, 0), (five.Verdict, five.HeldOut));
        Assert.Null(five.T1);
        Assert.NotEqual(DescriptionVerdict.Unknown, six.Verdict);
    }

    [Fact]
    public void Examine_Twice_ReturnsTheSameReport()
    {
        var dataset = TinyBenchmark.Create(classes: 20);

        var (first, second) = (Examine(dataset), Examine(dataset));

        Assert.Equal((first.T1, first.ShuffledUpper, first.PairAccuracy, first.Summary),
            (second.T1, second.ShuffledUpper, second.PairAccuracy, second.Summary));
        Assert.Equal(first.Photographs, second.Photographs);
        Assert.Equal(first.Attributes, second.Attributes);
    }

    [Fact]
    public void Examine_ImagesOutsideTheTrainingSplitChanged_ReturnsTheSameSummary()
    {
        var dataset = TinyBenchmark.Create(classes: 20);
        var report = Examine(dataset);
        var trained = dataset.Split.TrainVal.ToHashSet();
        var changed = dataset with
        {
            Features = Matrix(dataset.Features.Rows, dataset.Features.Columns,
                (i, d) => trained.Contains(i) ? dataset.Features.Row(i)[d] : 1000),
        };

        Assert.Equal(report.Summary, Examine(changed).Summary);
    }

    [Fact]
    public void Constructor_OptionsOutOfRange_AreRefused()
    {
        var dataset = TinyBenchmark.Create();

        Assert.Throws<ArgumentException>(() => new DescriptionDoctor(dataset, new DoctorOptions { Rounds = 0 }));
        Assert.Throws<ArgumentException>(() => new DescriptionDoctor(dataset, new DoctorOptions { Shuffles = 9 }));
        Assert.Throws<ArgumentException>(
            () => new DescriptionDoctor(dataset, new DoctorOptions { MaxImagesPerClass = 1 }));
    }

    [Fact]
    public void Examine_OnFlo_DistinguishesItsDescriptionsFromShuffledOnes()
    {
        var dataset = DatasetLoader.Load(SharedData.Require("FLO"), "mobilenet");
        var order = Enumerable.Range(0, dataset.ClassNames.Length).ToArray();
        new Random(5).Shuffle(order);

        var doctor = new DescriptionDoctor(dataset);
        var own = Examine(doctor, dataset.Descriptors);
        var shuffled = Examine(doctor, dataset.Descriptors.Select(order));

        Assert.Equal((DescriptionVerdict.Works, DescriptionVerdict.Guessing), (own.Verdict, shuffled.Verdict));
        Assert.Equal(20, own.HeldOut);
        Assert.InRange(own.T1!.Value, 50, 90);
    }

    [Fact]
    public void Examine_FewerNamesThanColumns_IsRefused()
    {
        var dataset = TinyBenchmark.Create();

        Assert.StartsWith("columnNames must be of 6 names, one per column, but was 5.",
            Assert.Throws<ArgumentException>(() => Examine(new DescriptionDoctor(dataset), dataset.Descriptors,
                ["a", "b", "c", "d", "e"])).Message, StringComparison.Ordinal);
    }

    private static DescriptionReport Examine(GzslDataset dataset, DoctorOptions? options = null) =>
        DescriptionDoctor.Examine(dataset, options, TestContext.Current.CancellationToken);

    private static DescriptionReport Examine(
        DescriptionDoctor doctor, FeatureMatrix descriptors, string[]? names = null) =>
        doctor.Examine(descriptors, names, TestContext.Current.CancellationToken);

    private static GzslDataset WithDescriptors(GzslDataset dataset, int width, Func<int, int, float> value) =>
        dataset with { Descriptors = Matrix(dataset.ClassNames.Length, width, value) };

    private static FeatureMatrix Matrix(int rows, int columns, Func<int, int, float> value) => new(
        [
            .. from row in Enumerable.Range(0, rows)
               from column in Enumerable.Range(0, columns)
               select value(row, column),
        ],
        rows, columns);
}
