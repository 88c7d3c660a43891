using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>How often the images of held-out classes were recognised, and what they were taken for; counts of one fold
/// or of many.</summary>
internal sealed class HeldOutTally
{
    /// <summary>No count yet.</summary>
    /// <param name="classes">their number S</param>
    public HeldOutTally(int classes)
    {
        (Recognised, Ordered, Chance) = (new double[classes], new double[classes], new double[classes]);
        Times = new int[classes];
        (TakenFor, Together) = (Square(classes), Square(classes));
    }

    /// <summary>Shares of images recognised, one added for each time that a class was held out; [S].</summary>
    public double[] Recognised { get; }

    /// <summary>Shares of other classes that scored below the image's own, likewise; [S].</summary>
    public double[] Ordered { get; }

    /// <summary>What guessing would have given, likewise; [S].</summary>
    public double[] Chance { get; }

    /// <summary>The times that a class was held out; [S].</summary>
    public int[] Times { get; }

    /// <summary>Shares of a class's images that were taken for another, likewise; [S][S].</summary>
    public double[][] TakenFor { get; }

    /// <summary>The times that two classes were held out together; [S][S].</summary>
    public double[][] Together { get; }

    /// <summary>Mean accuracy over classes, per cent.</summary>
    public double T1 => Mean(Recognised);

    /// <summary>Mean share of classes in the right order, per cent.</summary>
    public double PairAccuracy => Mean(Ordered);

    /// <summary>Mean accuracy of guessing, per cent.</summary>
    public double MeanChance => Mean(Chance);

    /// <summary>Accuracy of every class, per cent; [S].</summary>
    public double[] PerClass => [.. Recognised.Zip(Times, (sum, times) => 100 * sum / times)];

    /// <summary>Recognises the images of the classes that a fold holds out.</summary>
    /// <param name="images">the seen classes' images</param>
    /// <param name="fold">the fold</param>
    /// <param name="classOf">[S] the class whose images go with each descriptor</param>
    /// <param name="max">images of a class that are used</param>
    public void Add(SeenImages images, HeldOutFold fold, int[] classOf, int max)
    {
        var scorers = fold.Scorers(images.Gram, classOf);
        var scores = new double[scorers.Length];
        var taken = new double[scorers.Length];
        for (var own = 0; own < scorers.Length; own++)
        {
            Array.Clear(taken);
            double ordered = 0;
            var shown = classOf[fold.HeldOut[own]];
            var used = SeenImages.Spread([.. images.ImagesOf(shown)], max);
            foreach (var image in used)
            {
                for (var c = 0; c < scorers.Length; c++)
                    scores[c] = TensorPrimitives.Dot<double>(scorers[c], images.ByCentre[image]);
                Share(scores, taken);
                ordered += OrderedShare(scores, own);
            }

            AddClass(fold, own, taken, ordered, used.Length);
        }
    }

    /// <summary>Adds the counts of another.</summary>
    public void Add(HeldOutTally other)
    {
        TensorPrimitives.Add(Recognised, other.Recognised, Recognised);
        TensorPrimitives.Add(Ordered, other.Ordered, Ordered);
        TensorPrimitives.Add(Chance, other.Chance, Chance);
        TensorPrimitives.Add(Times, other.Times, Times);
        for (var s = 0; s < Times.Length; s++)
        {
            TensorPrimitives.Add(TakenFor[s], other.TakenFor[s], TakenFor[s]);
            TensorPrimitives.Add(Together[s], other.Together[s], Together[s]);
        }
    }

    private void AddClass(HeldOutFold fold, int own, double[] taken, double ordered, int used)
    {
        var label = fold.HeldOut[own];
        Times[label]++;
        Recognised[label] += taken[own] / used;
        Ordered[label] += ordered / used;
        Chance[label] += 1.0 / taken.Length;
        for (var c = 0; c < taken.Length; c++)
        {
            if (c == own)
                continue;
            TakenFor[label][fold.HeldOut[c]] += taken[c] / used;
            Together[label][fold.HeldOut[c]]++;
        }
    }

    /// <summary>Gives an image to the class that scores highest, or equal parts to several that do.</summary>
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
        return (ordered - 0.5) / (scores.Length - 1); // less its own tie
    }

    private double Mean(double[] sums) => 100 * sums.Zip(Times, (sum, times) => sum / times).Average();

    private static double[][] Square(int size) => [.. Enumerable.Range(0, size).Select(_ => new double[size])];
}
