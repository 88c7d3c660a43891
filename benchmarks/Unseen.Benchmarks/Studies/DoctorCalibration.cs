using System.Globalization;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Descriptions;
using Unseen.Images.Encoders;
using Unseen.Inference;
using Unseen.Methods.Zla;
using Unseen.Training;

namespace Unseen.Benchmarks.Studies;

/// <summary>Compares the doctor's figures for about twenty sets of descriptors with the T1 that training
/// reaches.</summary>
internal sealed class DoctorCalibration
{
    private const string Own = "own";
    private static readonly int[] _columns = [300, 100, 30, 10, 3];
    private static readonly double[] _noise = [0.5, 1, 2, 4, 8];

    private readonly GzslDataset _dataset;
    private readonly int _splits;
    private readonly List<(string Name, FeatureMatrix Descriptors)> _sets = [];

    private DoctorCalibration(GzslDataset dataset, int splits) => (_dataset, _splits) = (dataset, splits);

    /// <summary>Runs the study.</summary>
    /// <param name="args">data=DIR, and optionally features=NAME, splits=N (1, the default, keeps the data's own split;
    /// otherwise each class is unseen in one of N splits), words=VECTORS.txt, encoder=DIR, sentences=FILE.json</param>
    /// <returns>the exit code</returns>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var given = args.Select(arg => arg.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
        var calibration = new DoctorCalibration(
            DatasetLoader.Load(given["data"], given.GetValueOrDefault("features")),
            int.Parse(given.GetValueOrDefault("splits", "1"), CultureInfo.InvariantCulture));
        calibration.AddOwn();
        calibration.AddWords(given.GetValueOrDefault("words"), given.GetValueOrDefault("encoder"),
            given.GetValueOrDefault("sentences"));
        calibration.Measure();
        return 0;
    }

    private int Classes => _dataset.ClassNames.Length;

    private string[] Names => [.. _dataset.ClassNames.Select(name => name.Replace('-', ' '))];

    /// <summary>Adds the data's own descriptors and worse ones: only some columns, with noise, shuffled among classes,
    /// and random numbers.</summary>
    private void AddOwn()
    {
        var own = _dataset.Descriptors;
        Add(Own, c => own.Row(c).ToArray());
        foreach (var count in _columns.Where(count => count < own.Columns))
        {
            int[] columns = [.. Enumerable.Range(0, own.Columns)];
            new Random(count).Shuffle(columns);
            Add($"{count} of its columns", c => [.. columns.Take(count).Select(column => own.Row(c)[column])]);
        }

        var deviation = Math.Sqrt(Enumerable.Range(0, own.Columns).Average(a => Variance(own, a)));
        foreach (var size in _noise)
        {
            var random = new Random((int)(10 * size));
            Add($"noise of {size} deviations",
                c => [.. own.Row(c).ToArray().Select(value => (float)(value + (size * deviation * Normal(random))))]);
        }

        var half = Shuffled(new Random(6), Classes / 2);
        Add("half of the classes shuffled", c => own.Row(half[c]).ToArray());
        var all = Shuffled(new Random(5), Classes);
        Add("all classes shuffled", c => own.Row(all[c]).ToArray());
        var noise = new Random(7);
        Add("random numbers", c => [.. Enumerable.Range(0, own.Columns).Select(_ => (float)Normal(noise))]);
    }

    /// <summary>Adds descriptors that word vectors and a sentence encoder compute from the classes' names and
    /// sentences.</summary>
    private void AddWords(string? glove, string? encoder, string? sentences)
    {
        var texts = sentences is null ? new ClassPrompts { Templates = ["{name}"] }
            : ClassPrompts.Read(sentences) with { Templates = ["{name}"] };
        if (glove is not null)
        {
            var words = WordVectors.Read(glove, Names.Concat(Names.SelectMany(texts.TextsFor)));
            float[] Mean(string text) => words.GetMean(text) ?? new float[words.Width];
            Add("names by word vectors", c => Mean(Names[c]));
            if (sentences is not null)
                Add("sentences by word vectors", c => GetMean(texts.TextsFor(Names[c]).Select(Mean)));
        }

        if (encoder is null)
            return;
        using var model = TextEncoder.Load(encoder);
        Add("names by a sentence encoder", c => model.Encode(Names[c]));
        if (sentences is not null)
            AddAll("sentences by a sentence encoder",
                texts.EncodeAsync(model, Names).GetAwaiter().GetResult());
        var (first, second) = (_sets[^1].Descriptors, _dataset.Descriptors);
        Add("those and its own, side by side", c => [.. Unit(first.Row(c)), .. Unit(second.Row(c))]);
        if (glove is not null)
            Add("those and names by word vectors", c => [.. Unit(first.Row(c)),
                .. Unit(_sets.First(set => set.Name == "names by word vectors").Descriptors.Row(c))]);
    }

    private void Measure()
    {
        Console.WriteLine("| descriptors | doctor | 95 % interval | pairs | verdict | T1 of training | chance |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        List<(double Doctor, double Trained)> figures = [];
        foreach (var (name, descriptors) in _sets)
        {
            var reports = new List<DescriptionReport>();
            var trained = new List<double>();
            foreach (var split in Splits())
            {
                var data = split with { Descriptors = descriptors };
                reports.Add(DescriptionDoctor.Examine(data));
                trained.Add(GzslTrainer.Train(data, new RunOptions { Adjustment = new ZlaOptions { Sigma = 100 } })
                    .T1.Mean);
            }

            figures.Add((reports.Average(report => report.T1!.Value), trained.Average()));
            Console.WriteLine($"| {name} | {figures[^1].Doctor:0.0} | {reports.Average(report => report.T1Lower):0.0} "
                + $"to {reports.Average(report => report.T1Upper):0.0} | "
                + $"{reports.Average(report => report.PairAccuracy):0.0} | "
                + $"{string.Join(", ", reports.Select(report => Unseen.Names.Get(report.Verdict)))} | "
                + $"{figures[^1].Trained:0.0} | {100.0 / Splits().First().UnseenClasses.Length:0.0} |");
        }

        Console.WriteLine();
        Console.WriteLine($"rank correlation {Spearman(figures):0.000} over {figures.Count} sets");
    }

    /// <summary>Gets the data's own split, or several splits with different unseen classes.</summary>
    private IEnumerable<GzslDataset> Splits()
    {
        if (_splits == 1)
        {
            yield return _dataset;
            yield break;
        }

        var order = Shuffled(new Random(1), Classes);
        for (var split = 0; split < _splits; split++)
        {
            var unseen = order.Where((_, i) => i % _splits == split).ToHashSet();
            int[] seen = [.. Enumerable.Range(0, _dataset.Labels.Length)
                .Where(row => !unseen.Contains(_dataset.Labels[row]))];
            var tested = seen.GroupBy(row => _dataset.Labels[row]).OrderBy(group => group.Key)
                .SelectMany(group => Holdout.Choose([.. group], 5, new Random(group.Key))).ToHashSet();
            yield return _dataset with
            {
                Split = new GzslSplit
                {
                    TrainVal = [.. seen.Where(row => !tested.Contains(row))],
                    TestSeen = [.. tested.Order()],
                    TestUnseen = [.. Enumerable.Range(0, _dataset.Labels.Length)
                        .Where(row => unseen.Contains(_dataset.Labels[row]))],
                },
            };
        }
    }

    private void Add(string name, Func<int, float[]> descriptor)
    {
        float[][] rows = [.. Enumerable.Range(0, Classes).Select(descriptor)];
        AddAll(name, new FeatureMatrix([.. rows.SelectMany(row => row)], Classes, rows[0].Length));
    }

    private void AddAll(string name, FeatureMatrix descriptors) => _sets.Add((name, descriptors));

    private int[] Shuffled(Random random, int count)
    {
        int[] order = [.. Enumerable.Range(0, Classes)];
        int[] chosen = [.. Enumerable.Range(0, Classes)];
        random.Shuffle(chosen);
        chosen = chosen[..count];
        var shuffled = chosen.ToArray();
        random.Shuffle(shuffled);
        for (var i = 0; i < count; i++)
            order[chosen[i]] = shuffled[i];
        return order;
    }

    private double Variance(FeatureMatrix values, int column)
    {
        var mean = Enumerable.Range(0, Classes).Average(c => values.Row(c)[column]);
        return Enumerable.Range(0, Classes).Average(c => Math.Pow(values.Row(c)[column] - mean, 2));
    }

    private static float[] GetMean(IEnumerable<float[]> vectors)
    {
        float[][] all = [.. vectors];
        return [.. Enumerable.Range(0, all[0].Length).Select(i => all.Average(vector => vector[i]))];
    }

    private static float[] Unit(ReadOnlySpan<float> vector)
    {
        var unit = new float[vector.Length];
        FeatureScaling.L2.Apply(vector, unit);
        return unit;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Spearman(List<(double Doctor, double Trained)> figures)
    {
        double[] Ranks(Func<(double Doctor, double Trained), double> value) =>
            [.. figures.Select(one => figures.Count(other => value(other) < value(one))
                + (figures.Count(other => value(other) == value(one)) / 2.0))];
        var (x, y) = (Ranks(one => one.Doctor), Ranks(one => one.Trained));
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum()
            / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }
}
