using Unseen.Inference.Adaptation;

namespace Unseen.Inference.Tests.Adaptation;

public sealed class ReviewOrderTests
{
    [Fact]
    public void Compute_ImagesOfSeveralClasses_TakesTheLeastProbableOfEachClassInTurn()
    {
        (int Label, float Probability)[] images =
            [(0, 0.9f), (0, 0.2f), (1, 0.5f), (0, 0.3f), (2, 0.1f), (1, 0.4f), (0, 0.2f)];

        var order = ReviewOrder.Compute([.. images.Select(
            image => new Prediction(image.Label, $"class {image.Label}", false, 0, image.Probability))]);

        Assert.Equal([4, 1, 5, 6, 2, 3, 0], order);
    }

    [Fact]
    public void Compute_NoImages_IsEmpty() => Assert.Empty(ReviewOrder.Compute([]));
}
