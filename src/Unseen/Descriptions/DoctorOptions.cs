namespace Unseen.Descriptions;

/// <summary>How thoroughly descriptions are examined. With the defaults, benchmarks of the usual sizes take
/// seconds.</summary>
public sealed record DoctorOptions
{
    /// <summary>The seed of all random choices: which seen classes are held out together, how descriptions are
    /// shuffled, and which photographs represent a class. Default 0. The same seed gives the same report.</summary>
    public int Seed { get; init; }

    /// <summary>How many times every seen class is held out, each time in a different group, at least 1, default 20.
    /// There are fewer rounds if they exceed the <see cref="Budget"/>.</summary>
    public int Rounds { get; init; } = 20;

    /// <summary>How many times descriptions are shuffled among the classes, to measure chance, at least 10, default
    /// 100. There are fewer if they exceed the <see cref="Budget"/>.</summary>
    public int Shuffles { get; init; } = 100;

    /// <summary>The maximum number of training images of a class that are used, spread evenly over all images of the
    /// class, at least 2, default 100. Fewer are used if there are many classes.</summary>
    public int MaxImagesPerClass { get; init; } = 100;

    /// <summary>The maximum number of multiplications for the rounds, and the same again for the shuffles, at least 0,
    /// default 4e9. Three rounds and twenty shuffles, or fewer if fewer are requested, take place even if they exceed
    /// it.</summary>
    public double Budget { get; init; } = 4e9;

    /// <summary>Options that take a fraction of a second, to examine a table again after each change: at most 30 images
    /// of a class, and fewer rounds and shuffles if there are many classes.</summary>
    public static DoctorOptions Quick { get; } = new() { MaxImagesPerClass = 30, Budget = 3e8 };

    /// <summary>Validates the options. Returns one sentence per problem; empty if the options are valid.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. AtLeast(nameof(Rounds), Rounds, 1), .. AtLeast(nameof(Shuffles), Shuffles, 10),
        .. AtLeast(nameof(MaxImagesPerClass), MaxImagesPerClass, 2),
        .. Budget >= 0 ? (string[])[] : [$"{nameof(Budget)} must be at least 0, but was {Budget}."],
    ];

    private static IEnumerable<string> AtLeast(string name, int value, int minimum) =>
        value >= minimum ? [] : [$"{name} must be at least {minimum}, but was {value}."];
}
