using System.Numerics.Tensors;
using Microsoft.AspNetCore.Http;
using Unseen.AspNetCore;
using Unseen.Extensions.Hosting;

namespace Unseen.Web.Adapting;

/// <summary>The features of the photographs or feature vectors in a request.</summary>
internal static class SampleFeatures
{
    /// <summary>Computes the features of photographs, and checks features that were sent instead.</summary>
    /// <returns>[N] arrays of [D] features, every value finite</returns>
    /// <exception cref="BadHttpRequestException">The model takes no photographs, or features are not finite or of
    /// another width.</exception>
    /// <exception cref="Images.ImageDataException">A photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static float[][] Extract(ModelLease lease, PredictInput input, CancellationToken cancellation)
    {
        var found = new float[input.Samples.Count][];
        foreach (var (place, sample) in input.Samples.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            found[place] = sample.Features ?? (lease.Features ?? throw new BadHttpRequestException(
                "This model was trained on features, and takes no images. Send features.",
                StatusCodes.Status409Conflict)).Extract(sample.Image!, sample.Name, cancellation);
            if (found[place].Length != lease.Model.FeatureWidth)
                throw new BadHttpRequestException(ProblemAnswers.Format(sample.Name,
                    $"the model takes {lease.Model.FeatureWidth} features, but there are {found[place].Length}"));
            if (!TensorPrimitives.IsFiniteAll<float>(found[place]))
                throw new BadHttpRequestException(
                    ProblemAnswers.Format(sample.Name, "features must be finite numbers, but one is not"));
        }

        return found;
    }
}
