using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.Images.Tests.Backbones;

public sealed class DescriptionReaderTests
{
    private const string Good =
        """[{"file":"a.onnx","sha256":"aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899","output":"pool","width":6,"preprocessing":{"resize":10,"crop":8,"mean":[1,2,3],"std":[4,5,6],"resampling":"bilinear","bgr":false}}]""";

    [Fact]
    public void Read_OutputOfToMetadata_RoundTrips()
    {
        var descriptions = DescriptionReader.Read(Good, "x");

        Assert.Equal(Good, ImageFeatures.ToMetadata(descriptions));
        Assert.Equal(descriptions, ImageFeatures.GetDescriptions(With(Good)));
        Assert.Null(ImageFeatures.GetDescriptions(With(null)));
    }

    [Theory]
    [InlineData("garbage", "garbage", " must be a list of image models, but was damaged: ")]
    [InlineData("null", "null", " must be a list of at least one image model, but was null.")]
    [InlineData("[]", "[]", " must be a list of at least one image model, but was empty.")]
    [InlineData("[null]", "[null]", ", image model 1 must be an object, but was null.")]
    [InlineData("\"a.onnx\"", "null", ", image model 1, file or output is missing.")]
    [InlineData("\"aabb", "\"A-bb",
        ", image model 1, sha256 must be 64 lower-case hex digits, but was 'A-bb")]
    [InlineData("\"aabb", "\"",
        ", image model 1, sha256 must be 64 lower-case hex digits, but was 'ccdd")]
    [InlineData("\"width\":6", "\"width\":0", ", image model 1, width must be at least 1, but was 0.")]
    [InlineData("\"width\":6", "\"width\":6.5", " must be a list of image models, but was damaged: ")]
    [InlineData("[1,2,3]", "null", ", image model 1, preprocessing, its mean or its std is missing.")]
    [InlineData("\"crop\":8", "\"crop\":0",
        ", image model 1, preprocessing must be valid, but was not: crop must be from 1 to 4096, but was 0.")]
    public void GetDescriptions_InvalidMetadata_ThrowsWithFileKeyAndProblem(string old, string fresh, string message)
    {
        var json = Good.Contains(old, StringComparison.Ordinal) ? Good.Replace(old, fresh, StringComparison.Ordinal)
            : fresh;

        var refusal = Assert.Throws<ModelFileException>(
            () => ImageFeatures.GetDescriptions(With(json), "m.safetensors"));

        Assert.StartsWith(
            "m.safetensors: the file is damaged or of another kind: metadata imageModels" + message, refusal.Message,
            StringComparison.Ordinal);
        Assert.Throws<ModelFileException>(() => ImageFeatures.CreateFor(With(json), "folder"));
    }

    private static UnseenModel With(string? json) => new(
        ClassifierForm.Linear, new ModelTensor([1, 1], [1]), new ModelTensor([1], [0]), ["a"], [true],
            FeatureScaling.None,
        metadata: json is null ? null : new Dictionary<string, string> { [ImageFeatures.MetadataKey] = json });
}
