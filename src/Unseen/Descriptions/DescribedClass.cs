namespace Unseen.Descriptions;

/// <summary>How well the images of one seen class are recognised from its description, held out from
/// training.</summary>
/// <param name="Label">the class, a row of the dataset's descriptors</param>
/// <param name="Name">its name</param>
/// <param name="Images">its training images that were used</param>
/// <param name="Accuracy">per cent of them that were recognised among the classes held out together, mean over the
/// rounds</param>
/// <param name="Chance">per cent that guessing gives</param>
/// <param name="TakenFor">the classes that its other images were most often taken for, most often first, at most
/// three</param>
public sealed record DescribedClass(
    int Label, string Name, int Images, double Accuracy, double Chance, IReadOnlyList<string> TakenFor)
{
    /// <summary>Whether its images are recognised no more often than by guessing.</summary>
    public bool IsLost => Accuracy <= Chance;
}
