namespace Unseen.Descriptions;

/// <summary>How thoroughly descriptions are examined. The defaults take seconds on benchmarks of any usual
/// size.</summary>
public sealed record DoctorOptions
{
    /// <summary>Decides which seen classes are held out together and which images are photographs to learn from,
    /// default 0; the same seed gives the same report.</summary>
    public int Seed { get; init; }

    /// <summary>The times that every seen class is held out, each time in other company, at least 1, default 20; fewer
    /// where there are many classes.</summary>
    public int Rounds { get; init; } = 20;

    /// <summary>The times that descriptions are shuffled among the classes to see what chance does, at least 10,
    /// default 100; fewer where there are many classes.</summary>
    public int Shuffles { get; init; } = 100;

    /// <summary>Training images of a class that are used, spread evenly over all it has, at least 2, default
    /// 100.</summary>
    public int MaxImagesPerClass { get; init; } = 100;

    /// <summary>All that is wrong with these options, one sentence each.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. AtLeast(nameof(Rounds), Rounds, 1), .. AtLeast(nameof(Shuffles), Shuffles, 10),
        .. AtLeast(nameof(MaxImagesPerClass), MaxImagesPerClass, 2),
    ];

    private static IEnumerable<string> AtLeast(string name, int value, int minimum) =>
        value >= minimum ? [] : [$"{name} must be at least {minimum}, but was {value}."];
}
