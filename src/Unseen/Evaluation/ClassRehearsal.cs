namespace Unseen.Evaluation;

/// <summary>What may be expected of classes that are added to a model by their description alone.</summary>
/// <param name="Bias">what is best added to the score of such a class, which training did not favour: where H of both
/// accuracies is highest</param>
/// <param name="Classes">for every class tried: it, and how many per cent of its images were recognised with that bias,
/// all classes being candidates</param>
/// <param name="OthersBefore">per cent of the other classes' images that were recognised before, held out from
/// training</param>
/// <param name="OthersAfter">the same with the class added</param>
public sealed record ClassRehearsal(
    double Bias, IReadOnlyList<(int Label, int Images, double Accuracy)> Classes, double OthersBefore,
        double OthersAfter)
{
    /// <summary>Mean accuracy of the classes tried, per cent.</summary>
    public double Accuracy => Classes.Average(one => one.Accuracy);
}
