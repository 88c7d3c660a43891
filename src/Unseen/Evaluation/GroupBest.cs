namespace Unseen.Evaluation;

/// <summary>The best class of each group for one image, -1 where the group is empty, and how far the seen one
/// leads.</summary>
internal readonly record struct GroupBest(int Seen, int Unseen, double Margin)
{
    /// <summary>Finds both groups' best classes, ties going to the lower class.</summary>
    public static GroupBest Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isSeen)
    {
        int seen = -1, unseen = -1;
        for (var c = 0; c < scores.Length; c++)
        {
            ref var best = ref (isSeen[c] ? ref seen : ref unseen);
            if (best < 0 || scores[c] > scores[best])
                best = c;
        }

        var margin = seen < 0 ? double.NegativeInfinity : unseen < 0 ? double.PositiveInfinity
            : (double)scores[seen] - scores[unseen];
        return new GroupBest(seen, unseen, margin);
    }

    /// <summary>The class predicted when <paramref name="gamma"/> is subtracted from seen scores.</summary>
    public int Predict(double gamma) =>
        Margin == gamma ? Math.Min(Seen, Unseen) : Margin > gamma ? Seen : Unseen;
}
