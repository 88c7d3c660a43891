namespace Unseen.Evaluation;

/// <summary>The best seen class and the best unseen class for an image, -1 if there is none, and the difference of
/// their scores (seen minus unseen), which is infinite if one of the two groups has no class.</summary>
internal readonly record struct GroupBest(int Seen, int Unseen, double Margin)
{
    /// <summary>Finds the best class of each group. Of equal scores, the class with the lower index wins.</summary>
    public static GroupBest Find(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isSeen)
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

    /// <summary>Gets the class that is predicted if <paramref name="gamma"/> is subtracted from seen scores.</summary>
    public int Predict(double gamma) =>
        Margin == gamma ? Math.Min(Seen, Unseen) : Margin > gamma ? Seen : Unseen;
}
