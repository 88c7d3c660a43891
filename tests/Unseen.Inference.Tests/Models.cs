namespace Unseen.Inference.Tests;

/// <summary>Small models with random weights, for tests.</summary>
internal static class Models
{
    public static UnseenModel Random(
        ClassifierForm form, int classes = 5, int width = 7, int seed = 1, FeatureScaling? scaling = null)
    {
        var random = new Random(seed);
        var weight = Values(random, classes * width);
        if (form == ClassifierForm.Prototype)
            for (var c = 0; c < classes; c++)
                FeatureScaling.L2.Apply(weight.AsSpan(c * width, width), weight.AsSpan(c * width, width));
        return new UnseenModel(
            form, new ModelTensor([classes, width], weight), new ModelTensor([classes], Values(random, classes)),
            [.. Enumerable.Range(0, classes).Select(c => $"class \"{c}\" é")],
                [.. Enumerable.Range(0, classes).Select(c => c % 2 == 0)],
            scaling ?? FeatureScaling.None, form == ClassifierForm.Prototype ? 0.04f : 1,
            new Dictionary<string, ModelTensor> { ["descriptors"] = new([classes, 2], Values(random, classes * 2)) },
            new Dictionary<string, string> { ["protocol"] = "fair" });
    }

    public static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
