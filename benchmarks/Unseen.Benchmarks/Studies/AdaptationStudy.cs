using System.Globalization;
using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs.Demo;
using Unseen.Training;

namespace Unseen.Benchmarks.Studies;

/// <summary>Measures what a trained model gains from photographs without labels, and from labelled photographs of its
/// own classes or of new ones.</summary>
internal sealed class AdaptationStudy(GzslDataset dataset, UnseenModel trained, int draws)
{
    private const int Half = int.MaxValue; // DrawRows limits it to half of the rows
    private static readonly int[] _counts = [0, 1, 2, 5, 10];
    private readonly UnseenModel _model = WhitenedBranch.AddTo(trained, dataset);

    /// <summary>Runs the study.</summary>
    /// <param name="args">a dataset's folder or file, or "digits"; the name of its features, or "-"; the number of
    /// draws; and optionally a folder in which trained models are stored and reused</param>
    /// <returns>the exit code</returns>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var dataset = args[0] == "digits" ? DigitsDataset.Create([3, 6])
            : DatasetLoader.Load(args[0], args[1] == "-" ? null : args[1]);
        var draws = int.Parse(args[2], CultureInfo.InvariantCulture);
        foreach (var (name, task) in new[] { ("rehearsal", CreateRehearsal(dataset)), ("test", dataset) })
        {
            var file = args.Length > 3 ? Path.Combine(args[3], $"{name}.safetensors") : null;
            var model = file is not null && File.Exists(file) ? UnseenModel.Load(file)
                : GzslTrainer.Train(task, new RunOptions { Threads = 1 }).Model!;
            if (file is not null)
                model.Save(file);
            Console.WriteLine($"## {name}\n");
            var study = new AdaptationStudy(task, model, draws);
            study.MeasurePools();
            study.MeasureTeaching();
        }

        return 0;
    }

    /// <summary>Creates a dataset from the validation split, in which some seen classes take the role of unseen
    /// ones.</summary>
    private static GzslDataset CreateRehearsal(GzslDataset dataset)
    {
        var split = ValidationSplit.Create(dataset, seed: 0);
        var classes = dataset.SeenClasses;
        return dataset with
        {
            Labels = Array.ConvertAll(dataset.Labels, label => Math.Max(0, Array.IndexOf(classes, label))),
            ClassNames = Array.ConvertAll(classes, label => dataset.ClassNames[label]),
            Descriptors = dataset.Descriptors.Select(classes),
            Split = new GzslSplit
            {
                TrainVal = split.Train,
                TestSeen = split.ValSeen,
                TestUnseen = split.ValUnseen,
            },
        };
    }

    private void MeasurePools()
    {
        Console.WriteLine("| pool: unseen + seen | taken for unseen, % | H | U | S | difference of H (least) |");
        Console.WriteLine("|---|---|---|---|---|---|");
        PrintRow("none, without the branch", Accuracy(trained, []));
        PrintRow("none, with the branch", Accuracy(_model, []));
        foreach (var (unseen, seen) in new[] { (Half, Half), (200, 200), (100, 100), (50, 50), (20, 20), (100, 0),
            (0, 200), (0, 50), (20, 400) })
            MeasurePool(unseen, seen);
        Console.WriteLine();
    }

    private static void PrintRow(string name, (double H, double U, double S) one) =>
        Console.WriteLine($"| {name} | | {one.H:0.0} | {one.U:0.0} | {one.S:0.0} | |");

    private void MeasurePool(int unseen, int seen)
    {
        List<(double H, double U, double S)> found = [];
        List<double> gains = [];
        var (taken, size) = (0.0, (Unseen: 0, Seen: 0));
        for (var draw = 0; draw < draws; draw++)
        {
            var random = new Random(draw);
            var (ofUnseen, ofSeen) = (DrawRows(dataset.Split.TestUnseen, unseen, random),
                DrawRows(dataset.Split.TestSeen, seen, random));
            size = (ofUnseen.Length, ofSeen.Length);
            int[] pool = [.. ofUnseen, .. ofSeen];
            var result = ModelAdapter.Adapt(_model, [dataset.Features.Select(pool).Values],
                new AdaptationOptions { MinUnseen = 0 });
            taken += 100.0 * result.Before.Count(label => !_model.IsSeen[label]) / pool.Length / draws;
            found.Add(Accuracy(result.Model, pool));
            gains.Add(found[^1].H - Accuracy(trained, pool).H);
        }

        Console.WriteLine($"| {size.Unseen} + {size.Seen} | {taken:0} | {found.Average(one => one.H):0.0} "
            + $"| {found.Average(one => one.U):0.0} | {found.Average(one => one.S):0.0} "
            + $"| {gains.Average():+0.0;-0.0} ({gains.Min():+0.0;-0.0}) |");
    }

    /// <summary>Draws rows without replacement, at most half of them.</summary>
    private static int[] DrawRows(int[] rows, int count, Random random)
    {
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);
        return shuffled[..Math.Min(count, shuffled.Length / 2)];
    }

    private void MeasureTeaching()
    {
        Console.WriteLine("| taught | k | U | S | H (least) | T1 |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var k in _counts)
            PrintTaught("unseen classes", k, _model, isSeen: false, (model, name, own) => Teach(model, name, own));
        foreach (var kappa in new double?[] { null, 20 })
            foreach (var k in _counts)
                PrintTaught($"seen classes, κ = {(kappa is { } given ? given : "training images")}", k, _model,
                    isSeen: true, (model, name, own) => Teach(
                        model, name, own, new TeachingOptions { SeenHalfWeightCount = kappa }));
        foreach (var k in _counts)
            PrintTaught("all classes", k, _model, isSeen: null, (model, name, own) => Teach(model, name, own));
        var bare = _model.ClassNames.Where((_, label) => !_model.IsSeen[label])
            .Aggregate(_model, (model, name) => model.WithoutClass(name));
        foreach (var k in _counts.Skip(1))
            PrintTaught("added by photographs alone", k, bare, isSeen: false,
                (model, name, own) => ModelTeacher.AddClass(model, name, own));
        foreach (var k in _counts.Skip(1))
            PrintTaught("added by photographs and description", k, bare, isSeen: false,
                (model, name, own) => ModelTeacher.AddClass(model, name, own,
                    dataset.Descriptors.Row(Array.IndexOf(dataset.ClassNames, name)).ToArray()));
        Console.WriteLine();
    }

    private static UnseenModel Teach(
        UnseenModel model, string name, ReadOnlyMemory<float> own, TeachingOptions? options = null) =>
        own.IsEmpty ? model : ModelTeacher.Teach(model, name, own, options);

    private void PrintTaught(string what, int count, UnseenModel start, bool? isSeen,
        Func<UnseenModel, string, ReadOnlyMemory<float>, UnseenModel> teach)
    {
        List<(double H, double U, double S)> found = [];
        var alone = 0.0;
        for (var draw = 0; draw < draws; draw++)
        {
            var random = new Random(draw);
            var model = start;
            List<int> left = [];
            foreach (var images in dataset.Split.TestSeen.Concat(dataset.Split.TestUnseen)
                .GroupBy(row => dataset.Labels[row]))
            {
                var own = DrawRows([.. images], _counts[^1], random);
                left.AddRange(own);
                if (isSeen is null || dataset.SeenClasses.Contains(images.Key) == isSeen)
                    model = teach(model, dataset.ClassNames[images.Key],
                        dataset.Features.Select([.. own.Take(count)]).Values);
            }

            found.Add(Accuracy(model, left));
            alone += Accuracy(model, left, CandidateClasses.UnseenOnly).U / draws;
        }

        Console.WriteLine($"| {what} | {count} | {found.Average(one => one.U):0.0} | {found.Average(one => one.S):0.0} "
            + $"| {found.Average(one => one.H):0.0} ({found.Min(one => one.H):0.0}) | {alone:0.0} |");
    }

    /// <summary>Computes H and the mean per-class accuracies in per cent, on all test images except those in
    /// <paramref name="without"/>.</summary>
    private (double H, double U, double S) Accuracy(
        UnseenModel model, IEnumerable<int> without, CandidateClasses candidates = CandidateClasses.All)
    {
        double PerClassAccuracy(int[] rows)
        {
            int[] own = [.. rows.Except(without)];
            var found = model.PredictBatch(dataset.Features.Select(own).Values, candidates);
            return 100 * own.Zip(found).GroupBy(pair => dataset.Labels[pair.First])
                .Average(images => images.Average(
                    pair => pair.Second.ClassName == dataset.ClassNames[images.Key] ? 1.0 : 0));
        }

        var (u, s) = (PerClassAccuracy(dataset.Split.TestUnseen), PerClassAccuracy(dataset.Split.TestSeen));
        return (u + s > 0 ? 2 * u * s / (u + s) : 0, u, s);
    }
}
