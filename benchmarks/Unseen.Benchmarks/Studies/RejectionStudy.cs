using System.Globalization;
using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Inference;
using Unseen.Training;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Unseen.Benchmarks.Studies;

/// <summary>Measures how well scores distinguish images of a model's classes (known) from other images (strangers). The
/// measures are the AUROC and the share of strangers that are accepted at the threshold that accepts 95 % of the known
/// images.</summary>
internal sealed class RejectionStudy
{
    private const double Shrinkage = 0.5; // of the within-class covariance towards a multiple of the identity

    private readonly GzslDataset _dataset;
    private readonly Dictionary<string, Dictionary<string, List<(double Auroc, double False95, double Refused)>>>
        _found = [];

    private float[][]? _training; // features of unit length
    private Dictionary<int, double>? _mahalanobis; // by row of the dataset

    private RejectionStudy(GzslDataset dataset) => _dataset = dataset;

    /// <summary>Runs the study.</summary>
    /// <param name="args">a dataset's folder, the name of its features file, the number of draws of unknown classes,
    /// and optionally a file with the features of other images</param>
    /// <returns>the exit code</returns>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var dataset = DatasetLoader.Load(args[0], args[1]);
        var study = new RejectionStudy(dataset);
        var options = new RunOptions { Threads = 1 };
        var full = GzslTrainer.Train(dataset, options).Model;
        study.SeenKnown(full);
        study.Noise(full);
        if (args.Length > 3)
            study.Compare("other images", full, [.. study.Test],
                GetImages(FeatureFile.Read(args[3], dataset.Features.Columns)));
        for (var draw = 0; draw < int.Parse(args[2], CultureInfo.InvariantCulture); draw++)
            study.HalfKnown(draw, options);
        study.Print();
        return 0;
    }

    private int[] Test => [.. _dataset.Split.TestSeen, .. _dataset.Split.TestUnseen];

    /// <summary>Strangers are images of the unseen classes, which are removed from the model.</summary>
    private void SeenKnown(UnseenModel model)
    {
        foreach (var label in _dataset.UnseenClasses)
            model = model.WithoutClass(_dataset.ClassNames[label]);
        var unseen = GetImages(_dataset.Split.TestUnseen);
        Compare("unseen classes, seen ones known", model, _dataset.Split.TestSeen, unseen);
    }

    /// <summary>Strangers are images of half of the unseen classes. The model knows the other half by
    /// description.</summary>
    private void HalfKnown(int draw, RunOptions options)
    {
        int[] unseen = [.. _dataset.UnseenClasses];
        new Random(draw).Shuffle(unseen);
        var strangers = unseen[(unseen.Length / 2)..].ToHashSet();
        int[] classes = [.. Enumerable.Range(0, _dataset.ClassNames.Length).Where(c => !strangers.Contains(c))];
        int[] known = [.. Test.Where(row => !strangers.Contains(_dataset.Labels[row]))];
        var told = _dataset with
        {
            Labels = Array.ConvertAll(_dataset.Labels, label => Math.Max(0, Array.IndexOf(classes, label))),
            ClassNames = Array.ConvertAll(classes, label => _dataset.ClassNames[label]),
            Descriptors = _dataset.Descriptors.Select(classes),
            Split = _dataset.Split with
            {
                TestUnseen = [.. _dataset.Split.TestUnseen.Where(row => !strangers.Contains(_dataset.Labels[row]))],
            },
        };
        Compare("half of the unseen classes, all others known", GzslTrainer.Train(told, options).Model, known,
            GetImages([.. Test.Except(known)]));
    }

    /// <summary>Strangers are features whose columns come from different images, and uniform noise.</summary>
    private void Noise(UnseenModel model)
    {
        var random = new Random(0);
        var (features, test) = (_dataset.Features, Test);
        float[] Mixed() => [.. Enumerable.Range(0, features.Columns)
            .Select(column => features.Row(random.Next(features.Rows))[column])];
        var most = Enumerable.Range(0, features.Rows).Max(row => TensorPrimitives.Max(features.Row(row)));
        float[] Uniform() => [.. Enumerable.Range(0, features.Columns).Select(_ => most * random.NextSingle())];
        Compare("columns of different images", model, test, [.. test.Select(_ => (-1, Mixed()))]);
        Compare("uniform noise", model, test, [.. test.Select(_ => (-1, Uniform()))]);
    }

    private (int Row, float[] Features)[] GetImages(int[] rows) =>
        [.. rows.Select(row => (row, _dataset.Features.Row(row).ToArray()))];

    private static (int Row, float[] Features)[] GetImages(FeatureMatrix features) =>
        [.. Enumerable.Range(0, features.Rows).Select(row => (-1, features.Row(row).ToArray()))];

    private void Compare(string strangers, UnseenModel model, int[] known, (int Row, float[] Features)[] strange)
    {
        Dictionary<string, Func<(int Row, float[] Features), double>> measures = new()
        {
            ["maximum probability, calibrated"] = image => model.Predict(image.Features).Probability,
            ["maximum probability"] = image => -LogSum(Scores(model, image.Features), fromBest: true),
            ["maximum logit"] = image => TensorPrimitives.Max<float>(Scores(model, image.Features)),
            ["energy"] = image => LogSum(Scores(model, image.Features), fromBest: false),
            ["standardised maximum logit"] = image => KnownFit.StandOut(Scores(model, image.Features)),
            ["the fit"] = image =>
                model.KnownFit!.Measure(Scaled(model, image.Features), Scores(model, image.Features)),
            ["distance from the training images alone"] = image =>
                -model.KnownFit!.Spread!.GetDistance(Scaled(model, image.Features)),
        };
        // Only for strangers that are images of the dataset. These two measures take as long as all others together.
        if (strange.All(image => image.Row >= 0))
        {
            measures["nearest training image, cosine"] = image => Nearest(image.Features);
            measures["Mahalanobis, seen classes"] = image => Mahalanobis(image.Row);
        }

        var images = GetImages(known);
        var refused = strange.AsParallel().Count(image => !model.Predict(image.Features, withFit: true).IsKnown());
        foreach (var (name, measure) in measures)
        {
            double[] ours = [.. images.AsParallel().AsOrdered().Select(measure).Order()];
            double[] theirs = [.. strange.AsParallel().AsOrdered().Select(measure)];
            var threshold = ours[(int)(0.05 * ours.Length)];
            var wins = theirs.Sum(one =>
                ours.Length - ((CountBelow(ours, one) + CountBelow(ours, Math.BitIncrement(one))) / 2.0));
            if (!_found.TryGetValue(strangers, out var own))
                own = _found[strangers] = [];
            if (!own.TryGetValue(name, out var results))
                results = own[name] = [];
            results.Add((wins / ours.Length / theirs.Length,
                100.0 * theirs.Count(one => one >= threshold) / theirs.Length, 100.0 * refused / theirs.Length));
        }

        string Refused(bool isSeen)
        {
            var own = images.Where(
                image => _dataset.SeenClasses.Contains(_dataset.Labels[image.Row]) == isSeen).ToArray();
            var gone = own.Count(image => !model.Predict(image.Features, withFit: true).IsKnown());
            return $"{100.0 * gone / own.Length:0.0} %";
        }

        Console.Error.WriteLine($"{strangers}: refused at 5 %: {Refused(true)} of the known images of seen classes, "
            + $"{Refused(false)} of the known images of unseen classes");
    }

    private void Print()
    {
        Console.WriteLine(
            "| strangers | score | draws | AUROC | least | false at 95 % | refused by the model at 5 % |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (strangers, own) in _found)
            foreach (var (name, results) in own)
                Console.WriteLine(
                    $"| {strangers} | {name} | {results.Count} | {results.Average(one => one.Auroc):0.000} "
                    + $"| {results.Min(one => one.Auroc):0.000} | {results.Average(one => one.False95):0.0} "
                    + $"| {results.Average(one => one.Refused):0.0} |");
    }

    private static float[] Scores(UnseenModel model, float[] features)
    {
        var scores = new float[model.ClassNames.Count];
        model.Score(features, scores);
        return scores;
    }

    private static float[] Scaled(UnseenModel model, float[] features)
    {
        var scaled = new float[features.Length];
        model.Scaling.Apply(features, scaled);
        return scaled;
    }

    private static double LogSum(float[] scores, bool fromBest)
    {
        double best = TensorPrimitives.Max<float>(scores);
        return Math.Log(scores.Sum(score => Math.Exp(score - best))) + (fromBest ? 0 : best);
    }

    /// <summary>Counts the elements of a sorted array that are less than <paramref name="value"/>.</summary>
    private static int CountBelow(double[] ascending, double value)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ascending[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private double Nearest(float[] features)
    {
        _training ??= Array.ConvertAll(_dataset.Split.TrainVal, row => Unit(_dataset.Features.Row(row)));
        var unit = Unit(features);
        return _training.Max(image => TensorPrimitives.Dot<float>(image, unit));
    }

    /// <summary>Gets the negative squared Mahalanobis distance to the nearest seen class.</summary>
    private double Mahalanobis(int row)
    {
        lock (_dataset)
            return (_mahalanobis ??= Distances())[row];
    }

    private Dictionary<int, double> Distances()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        Tensor Matrix(int[] rows) => stack(rows.Select(row => tensor(Unit(_dataset.Features.Row(row)))));
        var (train, seen) = (_dataset.Split.TrainVal, _dataset.SeenClasses);
        var features = Matrix(train);
        var place = tensor(train.Select(row => (long)Array.IndexOf(seen, _dataset.Labels[row])).ToArray());
        var members = nn.functional.one_hot(place).to(ScalarType.Float32); // [N, S]
        var means = members.t().mm(features) / members.sum(0L).unsqueeze(1); // [S, D]
        var deviations = features - means.index_select(0, place);
        var within = deviations.t().mm(deviations) / train.Length;
        var width = within.size(0);
        var precision = linalg.inv(((1 - Shrinkage) * within)
            + (Shrinkage * within.trace() / width * eye(width)));
        var images = Matrix(Test);
        var own = images.mm(precision);
        var squares = (own * images).sum(1, keepdim: true) - (2 * own.mm(means.t()))
            + (means.mm(precision) * means).sum(1).unsqueeze(0); // [M, S]
        var nearest = squares.amin(1).data<float>().ToArray();
        return Test.Index().ToDictionary(pair => pair.Item, pair => -(double)nearest[pair.Index]);
    }

    private static float[] Unit(ReadOnlySpan<float> values)
    {
        var unit = new float[values.Length];
        FeatureScaling.L2.Apply(values, unit);
        return unit;
    }
}
