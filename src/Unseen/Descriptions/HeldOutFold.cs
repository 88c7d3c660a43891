using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>Some classes held out together, and the weights that predict their mean features from the mean features of
/// the other classes.</summary>
/// <remarks>
/// Kernel ridge regression, as in <see cref="Methods.Centre.RidgeCentreGenerator"/>. The predicted centre of a class
/// with descriptor a is Σ_f w_f m_f, a weighted sum of the other classes' centres m_f. The weights are
/// w = (K + λI)⁻¹ k. K contains the products of the other classes' descriptors with each other, and k contains their
/// products with a. The predicted centres are never computed: classifying an image needs only its products with the
/// m_f. Let B be the inverse of K + λI for all classes. Then the weights of the classes H that are held out are
/// -(B_HH)⁻¹ B_HF, so one inverse serves all groups.
/// </remarks>
internal sealed class HeldOutFold
{
    /// <summary>Fits the map from descriptors to centres without the classes that are held out.</summary>
    /// <param name="inverse">[S, S] (K + λI)⁻¹ for all classes, from <see cref="SymmetricSolver.Invert"/></param>
    /// <param name="heldOut">classes that are held out, H of them</param>
    public HeldOutFold(double[][] inverse, int[] heldOut)
    {
        HeldOut = heldOut;
        Fitted = [.. Enumerable.Range(0, inverse.Length).Except(heldOut)];
        Weights = [.. heldOut.Select(_ => new double[Fitted.Length])];
        var solver = new SymmetricSolver(inverse, heldOut, lambda: 0);
        var column = new double[heldOut.Length];
        for (var f = 0; f < Fitted.Length; f++)
        {
            for (var c = 0; c < column.Length; c++)
                column[c] = inverse[heldOut[c]][Fitted[f]];
            solver.Solve(column);
            for (var c = 0; c < column.Length; c++)
                Weights[c][f] = -column[c];
        }
    }

    /// <summary>The classes that are held out; [H].</summary>
    public int[] HeldOut { get; }

    /// <summary>All other classes; [F].</summary>
    public int[] Fitted { get; }

    /// <summary>For each held-out class, the weight w of every other class; [H][F].</summary>
    public double[][] Weights { get; }

    /// <summary>Computes the weights that turn the products of an image's features with all centres into scores. Each
    /// score is the cosine between the features and the predicted centre of a held-out class, times the length of the
    /// features.</summary>
    /// <param name="gram">[S, S] dot products of the classes' centres</param>
    /// <param name="classOf">[S] for the descriptor of each class, the class whose images it is assigned to: the same
    /// class, unless descriptors are shuffled</param>
    /// <returns>[H][S]; 0 for a class whose images are assigned a held-out descriptor</returns>
    public double[][] Scorers(double[][] gram, int[] classOf) => [.. Weights.Select(weights =>
    {
        var scorer = new double[gram.Length];
        for (var f = 0; f < Fitted.Length; f++)
            scorer[classOf[Fitted[f]]] = weights[f];
        double squared = 0;
        foreach (var f in Fitted)
            squared += scorer[classOf[f]] * TensorPrimitives.Dot<double>(scorer, gram[classOf[f]]);
        TensorPrimitives.Divide(scorer, squared > 0 ? Math.Sqrt(squared) : 1, scorer);
        return scorer;
    })];

    /// <summary>Divides the classes into groups that are held out in turn.</summary>
    /// <param name="classes">the number of classes S</param>
    /// <param name="groups">number of groups, at least 2</param>
    /// <param name="random">decides which classes form a group</param>
    public static int[][] Divide(int classes, int groups, Random random)
    {
        var order = Enumerable.Range(0, classes).ToArray();
        random.Shuffle(order);
        return [.. Enumerable.Range(0, groups).Select(
            group => order.Where((_, i) => i % groups == group).Order().ToArray())];
    }

    /// <summary>Finds the λ with the highest mean cosine between the centre of a class and the centre that is predicted
    /// from all other classes.</summary>
    /// <param name="kernel">[S, S] products of the classes' descriptors</param>
    /// <param name="gram">[S, S] products of the classes' centres</param>
    /// <param name="candidates">the values of λ to choose from</param>
    public static double ChooseLambda(double[][] kernel, double[][] gram, IEnumerable<double> candidates) =>
        candidates.MaxBy(lambda => LeaveOneOutCosine(kernel, gram, lambda));

    /// <summary>Mean cosine between each class's centre and the centre predicted from all other classes.</summary>
    internal static double LeaveOneOutCosine(double[][] kernel, double[][] gram, double lambda)
    {
        var inverse = SymmetricSolver.Invert(kernel, lambda);
        var cosines = new double[kernel.Length];
        Parallel.For(0, kernel.Length, s =>
        {
            var weights = inverse[s];
            TensorPrimitives.Divide(weights, -weights[s], weights);
            weights[s] = 0; // the class itself has no part in its prediction
            double squared = 0;
            for (var f = 0; f < weights.Length; f++)
                squared += weights[f] * TensorPrimitives.Dot<double>(weights, gram[f]);
            var length = Math.Sqrt(Math.Max(0, squared) * gram[s][s]);
            cosines[s] = length == 0 ? 0 : TensorPrimitives.Dot<double>(weights, gram[s]) / length;
        });
        return cosines.Average();
    }
}
