namespace Unseen.Evaluation;

/// <summary>An estimate of how well a model recognises classes that are added later by their description
/// alone.</summary>
/// <param name="Bias">the bias to add to the score of an added class, because training could not adjust that
/// score. It is the value, at least 0, with the highest harmonic mean of <see cref="Accuracy"/> and
/// <paramref name="OthersAfter"/></param>
/// <param name="Classes">for each class that was left out: its label, its number of images, and the percentage of
/// these that were recognised among all classes with this bias</param>
/// <param name="OthersBefore">accuracy on held-out images of the other classes before the class was added, per cent, as
/// the mean over the classes that were left out</param>
/// <param name="OthersAfter">the same accuracy after the class was added with the bias</param>
public sealed record ClassRehearsal(
    double Bias, IReadOnlyList<(int Label, int Images, double Accuracy)> Classes, double OthersBefore,
        double OthersAfter)
{
    /// <summary>The mean accuracy of the classes that were left out, per cent.</summary>
    public double Accuracy => Classes.Average(one => one.Accuracy);
}
