using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>Counts how often the images of held-out classes were recognised, and which classes they were mistaken for,
/// in one fold or several.</summary>
internal sealed class HeldOutTally
{
    /// <summary>Creates an empty tally.</summary>
    /// <param name="classes">the number of classes S</param>
    public HeldOutTally(int classes)
    {
        (Recognised, Ordered, Chance) = (new double[classes], new double[classes], new double[classes]);
        Times = new int[classes];
        (TakenFor, Together) = (Square(classes), Square(classes));
    }

    /// <summary>The share of a class's images that were recognised, summed over the times that it was held out;
    /// [S].</summary>
    public double[] Recognised { get; }

    /// <summary>The mean share of other classes with a lower score than an image's own class, summed over the times
    /// that the class was held out; [S].</summary>
    public double[] Ordered { get; }

    /// <summary>The share that would be recognised by guessing, summed over the times that the class was held out;
    /// [S].</summary>
    public double[] Chance { get; }

    /// <summary>How many times each class was held out; [S].</summary>
    public int[] Times { get; }

    /// <summary>The share of a class's images (first index) that were taken for another class (second index), summed
    /// over the times that both were held out together; [S][S].</summary>
    public double[][] TakenFor { get; }

    /// <summary>How many times two classes were held out together; [S][S].</summary>
    public double[][] Together { get; }

    /// <summary>Mean accuracy over classes, per cent.</summary>
    public double T1 => Mean(Recognised);

    /// <summary>Mean share of other classes with a lower score than the own class, per cent.</summary>
    public double PairAccuracy => Mean(Ordered);

    /// <summary>Mean accuracy of guessing, per cent.</summary>
    public double MeanChance => Mean(Chance);

    /// <summary>Accuracy of every class, per cent; [S].</summary>
    public double[] PerClass => [.. Recognised.Zip(Times, (sum, times) => 100 * sum / times)];

    /// <summary>Classifies the images of the classes that a fold holds out.</summary>
    /// <param name="images">the seen classes' images</param>
    /// <param name="fold">the fold</param>
    /// <param name="classOf">[S] for the descriptor of each class, the class whose images it is assigned to: the same
    /// class, unless descriptors are shuffled</param>
    /// <param name="max">maximum number of images of a class that are used</param>
    /// <returns>for each of the H classes: the share of its images that were classified as each of the H classes, [H],
    /// and the mean share of other classes with a lower score than its own</returns>
    public static (double[] Taken, double Ordered)[] Classify(
        SeenImages images, HeldOutFold fold, int[] classOf, int max)
    {
        var scorers = fold.Scorers(images.Gram, classOf);
        var scores = new double[scorers.Length];
        var shares = new (double[] Taken, double Ordered)[scorers.Length];
        for (var own = 0; own < scorers.Length; own++)
        {
            var taken = new double[scorers.Length];
            double ordered = 0;
            var shown = classOf[fold.HeldOut[own]];
            var used = SeenImages.Spread([.. images.GetImages(shown)], max);
            foreach (var image in used)
            {
                for (var c = 0; c < scorers.Length; c++)
                    scores[c] = TensorPrimitives.Dot<double>(scorers[c], images.ByCentre[image]);
                Share(scores, taken);
                ordered += OrderedShare(scores, own);
            }

            TensorPrimitives.Divide(taken, used.Length, taken);
            shares[own] = (taken, ordered / used.Length);
        }

        return shares;
    }

    /// <summary>Adds the shares of the classes that a fold holds out.</summary>
    public void Add(HeldOutFold fold, (double[] Taken, double Ordered)[] shares)
    {
        foreach (var (own, (taken, ordered)) in shares.Index())
        {
            var described = fold.HeldOut[own];
            Times[described]++;
            Recognised[described] += taken[own];
            Ordered[described] += ordered;
            Chance[described] += 1.0 / taken.Length;
            for (var c = 0; c < taken.Length; c++)
            {
                if (c == own)
                    continue;
                TakenFor[described][fold.HeldOut[c]] += taken[c];
                Together[described][fold.HeldOut[c]]++;
            }
        }
    }

    /// <summary>Counts an image for the class with the highest score, or in equal parts for several such
    /// classes.</summary>
    private static void Share(double[] scores, double[] taken)
    {
        var best = TensorPrimitives.Max<double>(scores);
        var ties = scores.Count(score => score == best);
        for (var c = 0; c < scores.Length; c++)
            if (scores[c] == best)
                taken[c] += 1.0 / ties;
    }

    private static double OrderedShare(double[] scores, int own)
    {
        double ordered = 0;
        foreach (var score in scores)
            ordered += score < scores[own] ? 1 : score == scores[own] ? 0.5 : 0;
        return (ordered - 0.5) / (scores.Length - 1); // without the own class's tie with itself
    }

    private double Mean(double[] sums) => 100 * sums.Zip(Times, (sum, times) => sum / times).Average();

    private static double[][] Square(int size) => [.. Enumerable.Range(0, size).Select(_ => new double[size])];
}
