using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Problems;

namespace Unseen.Methods.ImageText;

/// <summary>Creates the classifier whose prototypes are the descriptors: f_c(x) = 100 cos(x, a_c).</summary>
internal sealed class ImageTextSolver(GzslProblem problem) : IClosedFormSolver
{
    private readonly TorchSharp.torch.Tensor _descriptors = problem.Descriptors.alias().DetachFromDisposeScope();

    public ScoringRule Solve(SolvedClassifierOptions settings) =>
        new(ClassifierForm.Prototype, _descriptors.clone(), Temperature: 1 / ImageTextOptions.Scale);

    public void Dispose() => _descriptors.Dispose();
}
