namespace Unseen.Descriptions;

/// <summary>How thoroughly descriptions are examined. The defaults take seconds on benchmarks of any usual
/// size.</summary>
public sealed record DoctorOptions
{
    /// <summary>Decides which seen classes are held out together and which images are photographs to learn from,
    /// default 0; the same seed gives the same report.</summary>
    public int Seed { get; init; }

    /// <summary>The times that every seen class is held out, each time in other company, at least 1, default 20; fewer
    /// if there are many classes.</summary>
    public int Rounds { get; init; } = 20;

    /// <summary>The times that descriptions are shuffled among the classes to see what chance does, at least 10,
    /// default 100; fewer if there are many classes.</summary>
    public int Shuffles { get; init; } = 100;

    /// <summary>Training images of a class that are used, spread evenly over all it has, at least 2, default
    /// 100.</summary>
    public int MaxImagesPerClass { get; init; } = 100;

    /// <summary>Multiplications that the rounds may take, and the shuffles again, at least 0, default 4e9; fewer than
    /// three rounds and twenty shuffles are not made, if so many were asked for.</summary>
    public double Budget { get; init; } = 4e9;

    /// <summary>What answers in a fraction of a second after each change of a table: the defaults on a few dozen
    /// classes, fewer rounds and images on more.</summary>
    public static DoctorOptions Quick { get; } = new() { MaxImagesPerClass = 30, Budget = 3e8 };

    /// <summary>All that is wrong with these options, one sentence each.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. AtLeast(nameof(Rounds), Rounds, 1), .. AtLeast(nameof(Shuffles), Shuffles, 10),
        .. AtLeast(nameof(MaxImagesPerClass), MaxImagesPerClass, 2),
        .. Budget >= 0 ? (string[])[] : [$"{nameof(Budget)} must be at least 0, but was {Budget}."],
    ];

    private static IEnumerable<string> AtLeast(string name, int value, int minimum) =>
        value >= minimum ? [] : [$"{name} must be at least {minimum}, but was {value}."];
}
