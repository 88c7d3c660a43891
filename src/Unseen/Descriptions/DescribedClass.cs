namespace Unseen.Descriptions;

/// <summary>How well the images of one seen class are recognised from its description when the class is held
/// out.</summary>
/// <param name="Label">the class, a row of the dataset's descriptors</param>
/// <param name="Name">its name</param>
/// <param name="Images">number of its training images that were used</param>
/// <param name="Accuracy">percentage of these that were recognised among the classes held out together, as the mean
/// over the rounds</param>
/// <param name="Chance">percentage that guessing gives</param>
/// <param name="TakenFor">the classes that its other images were mistaken for, most often first, at most three</param>
public sealed record DescribedClass(
    int Label, string Name, int Images, double Accuracy, double Chance, IReadOnlyList<string> TakenFor)
{
    /// <summary>Whether its images are recognised no more often than by guessing.</summary>
    public bool IsNoBetterThanChance => Accuracy <= Chance;
}
