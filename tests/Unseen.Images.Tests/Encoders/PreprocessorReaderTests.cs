using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Images.Encoders;

namespace Unseen.Images.Tests.Encoders;

public sealed class PreprocessorReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_PublishedSettingsOfClip_ResizesTheShorterSideAndCropsTheCentre()
    {
        var found = Read("""
            { "crop_size": { "height": 224, "width": 224 }, "do_center_crop": true, "do_normalize": true,
              "do_rescale": true, "do_resize": true, "image_mean": [0.48145466, 0.4578275, 0.40821073],
              "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3, "rescale_factor": 0.00392156862745098,
              "size": { "shortest_edge": 224 } }
            """);

        Assert.Equal((224, 224, Resampling.Bicubic), (found.Resize, found.Crop, found.Resampling));
        Assert.Equal([0.48145466f * 255, 0.4578275f * 255, 0.40821073f * 255], found.Mean, Near);
        Assert.Equal([0.26862954f * 255, 0.26130258f * 255, 0.27577711f * 255], found.Std, Near);
    }

    [Fact]
    public void Read_PublishedSettingsOfSiglip_StretchesBothSides()
    {
        var found = Read("""
            { "do_normalize": true, "do_rescale": true, "do_resize": true, "image_mean": [0.5, 0.5, 0.5],
              "image_std": [0.5, 0.5, 0.5], "resample": 3, "rescale_factor": 0.00392156862745098,
              "size": { "height": 224, "width": 224 } }
            """);

        Assert.Equal((null, 224), (found.Resize, found.Crop));
        Assert.Equal([127.5f, 127.5f, 127.5f], found.Mean, Near);
    }

    [Theory]
    [InlineData("""{ "size": 224, "crop_size": 224, "do_center_crop": true }""", 224, 224)] // CLIP's older files
    [InlineData("""{ "size": 224, "resample": 2 }""", null, 224)] // ViT's older files
    [InlineData("""{ "size": { "shortest_edge": 256 }, "crop_size": { "height": 224, "width": 224 } }""", 256, 224)]
    [InlineData("""{ "size": { "shortest_edge": 224 }, "crop_pct": 0.875 }""", 256, 224)] // ConvNeXt
    [InlineData("""{ "size": { "shortest_edge": 383 }, "crop_pct": 0.875 }""", 437, 383)]
    [InlineData("""{ "size": { "shortest_edge": 384 }, "crop_pct": 0.875 }""", null, 384)] // ConvNeXt does not crop
    [InlineData("""{ "size": { "shortest_edge": 224 }, "crop_size": 224, "crop_pct": 0.9 }""", 248, 224)] // PoolFormer
    public void Read_SizeInAnyForm_ReturnsResizeAndCrop(string json, int? resize, int crop)
    {
        var found = Read(json);

        Assert.Equal((resize, crop), (found.Resize, found.Crop));
    }

    [Theory]
    [InlineData("""{ "size": 8, "do_flip_channel_order": true }""", true)] // MobileViT
    [InlineData("""{ "size": 8, "do_flip_channel_order": false }""", false)]
    [InlineData("""{ "size": 8 }""", false)]
    public void Read_DoFlipChannelOrder_DeterminesBgr(string json, bool isBgr) => Assert.Equal(isBgr, Read(json).Bgr);

    [Fact]
    public void Read_WithoutNormalisation_DividesBy255()
    {
        var found = Read("""{ "size": 8, "do_normalize": false }""");

        Assert.Equal([0f, 0, 0], found.Mean);
        Assert.Equal([255f, 255, 255], found.Std);
    }

    [Theory]
    [InlineData("""{ "size": { "longest_edge": 224 } }""", "size")]
    [InlineData("""{ "size": { "height": 224, "width": 112 } }""", "square")]
    [InlineData("""{ "size": "large" }""", "is not a number")]
    [InlineData("""{ "size": 8, "image_mean": [0.5, null, 0.5] }""", "is not a number")]
    [InlineData("""{ "size": 8, "resample": 0 }""", "resample is 0, and photographs are resized only with 2")]
    [InlineData("""{ "size": 8, "resample": 1 }""", "resample is 1, and photographs are resized only with 2")]
    [InlineData("{", "JSON")]
    public void Read_UnsupportedSettings_ThrowsWithTheFileAndTheReason(string json, string expected)
    {
        var exception = Assert.Throws<ImageDataException>(() => Read(json));

        Assert.StartsWith(_folder.GetPath("preprocessor_config.json"), exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Preprocessing Read(string json)
    {
        File.WriteAllText(_folder.GetPath("preprocessor_config.json"), json);
        return PreprocessorReader.Read(new EncoderFolder(_folder.FullPath));
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-3;
}
