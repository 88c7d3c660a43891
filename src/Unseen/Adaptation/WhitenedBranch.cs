using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Adaptation;

/// <summary>
/// Fits the branch that <see cref="ModelAdapter"/> needs, in closed form. The branch maps images to a space in which
/// the directions of large variance within classes are scaled down. There it compares them with a prototype of each
/// class.
/// </summary>
/// <remarks>
/// Let x be the features of an image, scaled to unit length. They become z = norm(W (x - m0)). Here norm(v) is v scaled
/// to unit length, m0 is the mean of the class centres, Wᵀ W = ((1 - α) Σw + α tr(Σw) / D I)⁻¹, and Σw is the
/// covariance of training features within classes. W is the inverse of a Cholesky factor; the symmetric root would give
/// the same cosines. The prototype of a seen class is norm(mean z) over its training images. The prototype of an unseen
/// class is norm(W (r - m0)) with the centre r that ridge regression predicts from its descriptor. A score is cos / τ
/// for a seen class and (cos + γ0) / τ for an unseen class.
/// </remarks>
public static class WhitenedBranch
{
    private const double Shrinkage = 0.9; // α
    private const double Ridge = 0.003; // the ridge penalty, relative to the mean of the kernel's diagonal
    private const double Temperature = 0.03; // τ
    private const double UnseenOffset = 0.115; // γ0
    // The minimum variance within classes, relative to the mean squared norm of the features. A smaller variance can be
    // rounding errors of float32 products.
    private const double MinScatter = 1e-5;

    /// <summary>Fits the branch to the training images of a dataset, and adds it to a model. Loads libtorch.</summary>
    /// <param name="model">a model that stores the descriptors of its classes</param>
    /// <param name="dataset">the dataset that the model was trained on; only training images are used</param>
    /// <returns>a copy of the model with the branch, which replaces any earlier branch</returns>
    /// <exception cref="UnseenDataException">The model and the dataset differ in the width of features or descriptors,
    /// the model stores no descriptors, a seen class of the model has no training image in the dataset, or no class has
    /// two different training images.</exception>
    public static UnseenModel AddTo(UnseenModel model, GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Features.Columns != model.FeatureWidth)
            throw new UnseenDataException(dataset.Name, "feature width", $"{model.FeatureWidth}, as in the model",
                dataset.Features.Columns);
        if (!model.Tensors.TryGetValue(UnseenModel.DescriptorsName, out var described)
            || described.Shape is not [_, var descriptorWidth] || descriptorWidth != dataset.Descriptors.Columns)
            throw new UnseenDataException(dataset.Name, "the model stores no descriptors of "
                + $"{dataset.Descriptors.Columns} columns, the width of the dataset's descriptors.");
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var problem = GzslProblem.ForTest(dataset, FeatureScalingKind.L2, CPU);
        var rows = GetRows(model, dataset, problem);
        var (map, offset, ridge) = Fit(problem);
        var seen = SeenPrototypes(problem, map, offset); // [S, D]
        var weight = map.mm(ridge.t()); // [D, A]
        var descriptors = tensor(described.Values.ToArray()).reshape(model.ClassNames.Count, descriptorWidth);
        var prototypes = nn.functional.normalize(descriptors.mm(weight.t()) + offset, dim: 1); // [C, D]
        // The descriptor of a class that was added by its photographs alone is stored as zeros. Such a class has no
        // prototype until it is taught again.
        prototypes.mul_(descriptors.norm(1, keepdim: true, p: 2f) > 0);
        foreach (var (label, row) in rows.Index())
            if (row >= 0)
                prototypes[label] = seen[row];
        return PrototypeBranch.AddTo(
            model, new ModelMap([new HiddenLayer(map.ToModelTensor(), offset.ToModelTensor(), Activation.Identity)]),
            prototypes.ToModelTensor(), weight.ToModelTensor(), offset.ToModelTensor(), Temperature, UnseenOffset,
            GetCounts(rows, dataset, problem));
    }

    /// <summary>Finds the position of each class of the model among the seen classes of the problem; -1 for an unseen
    /// class. The class may have been renamed since training, and another class may have its name now.</summary>
    private static int[] GetRows(UnseenModel model, GzslDataset dataset, GzslProblem problem)
    {
        string[] names = [.. problem.SeenClasses.Select(label => problem.ClassNames[label])];
        var trainedNames = names.ToLookup(model.GetCurrentName);
        int[] rows = [.. model.ClassNames.Select((name, label) => !model.IsSeen[label] ? -1
            // A class that was renamed to this name comes before a class that had it in training.
            : Array.IndexOf(names, trainedNames[name].FirstOrDefault(trained => trained != name) ?? name))];
        for (var label = 0; label < rows.Length; label++)
            if (model.IsSeen[label] && rows[label] < 0)
                throw new UnseenDataException(dataset.Name, $"class '{model.ClassNames[label]}'",
                    "in the dataset with training images, as when the model was trained",
                    "absent, named differently, or without training images");
        return rows;
    }

    private static ModelTensor GetCounts(int[] rows, GzslDataset dataset, GzslProblem problem)
    {
        var images = dataset.Split.TrainVal.CountBy(row => dataset.Labels[row]).ToDictionary();
        return new ModelTensor(
            [rows.Length], [.. rows.Select(row => row < 0 ? 0f : images[problem.SeenClasses[row]])]);
    }

    private static (Tensor Map, Tensor Offset, Tensor Ridge) Fit(GzslProblem problem)
    {
        using var statistics = SeenStatistics.Compute(problem);
        using var scope = NewDisposeScope();
        var centres = statistics.Sums / statistics.Counts.unsqueeze(1); // [S, D]
        var within = (statistics.Gram - statistics.Sums.t().mm(centres)) / statistics.Counts.sum(); // [D, D]
        var all = statistics.Gram.trace() / statistics.Counts.sum();
        if (!(within.trace().item<double>() > MinScatter * all.item<double>()))
            throw new UnseenDataException("training images", "within every class, all images have the same features.");
        var width = within.size(0);
        var shrunk = (1 - Shrinkage) * within
            + (Shrinkage * within.diagonal().mean() * eye(width, dtype: within.dtype)); // [D, D]
        var map = linalg.inv(linalg.cholesky(shrunk)); // [D, D]
        var offset = -map.mv(centres.mean([0L])); // [D]
        var kernel = statistics.SeenDescriptors.mm(statistics.SeenDescriptors.t()); // [S, S]
        var dual = linalg.solve(
            kernel + (Ridge * kernel.diagonal().mean() * eye(kernel.size(0), dtype: kernel.dtype)), centres); // [S, D]
        var ridge = statistics.SeenDescriptors.t().mm(dual); // [A, D]
        return (MoveOut(map), MoveOut(offset), MoveOut(ridge));

        static Tensor MoveOut(Tensor value) => value.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private static Tensor SeenPrototypes(GzslProblem problem, Tensor map, Tensor offset)
    {
        using var scope = NewDisposeScope();
        var sums = zeros(problem.IsSeen.Length, map.size(0));
        foreach (var (start, features) in problem.TrainChunks())
        {
            using var chunk = NewDisposeScope();
            var mapped = nn.functional.normalize(features.mm(map.t()) + offset, dim: 1); // [B, D]
            sums.PlusAtInPlace(0, problem.Labels.narrow(0, start, features.size(0)), mapped);
        }

        var seen = tensor(problem.SeenClasses, dtype: ScalarType.Int64);
        return nn.functional.normalize(sums.index_select(0, seen), dim: 1).MoveToOuterDisposeScope();
    }
}
