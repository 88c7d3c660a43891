namespace Unseen.Descriptions;

/// <summary>How well the images of one seen class are recognised from its description when the class is held
/// out.</summary>
/// <param name="Label">0-based index of the class in the dataset</param>
/// <param name="Name">its name</param>
/// <param name="Images">number of its training images that were used</param>
/// <param name="Accuracy">percentage of these images that were recognised among the classes held out together: the mean
/// over all times that this class was held out</param>
/// <param name="Chance">percentage that would be recognised by guessing</param>
/// <param name="TakenFor">names of the classes that its images were mistaken for, the most frequent first, at most
/// three</param>
public sealed record DescribedClass(
    int Label, string Name, int Images, double Accuracy, double Chance, IReadOnlyList<string> TakenFor)
{
    /// <summary>Whether its images are recognised no more often than by guessing.</summary>
    public bool IsNoBetterThanChance => Accuracy <= Chance;
}
