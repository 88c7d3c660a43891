using System.Text.Json.Nodes;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;

namespace Unseen.Images.Encoders;

/// <summary>Reads the preprocessing of photographs from the folder of an encoder.</summary>
internal static class PreprocessorReader
{
    private const string FileName = "preprocessor_config.json";
    private const double ByteScale = 1 / 255.0;
    private const int MinUncroppedSide = 384; // from this length on, ConvNeXt resizes both sides and crops nothing

    /// <summary>Reads preprocessor_config.json.</summary>
    /// <exception cref="ImageDataException">The file does not exist or is not valid, or requires unsupported
    /// preprocessing.</exception>
    public static Preprocessing Read(EncoderFolder folder)
    {
        var path = folder.Find(FileName)
            ?? throw new ImageDataException(folder.Path,
                $"there is no {FileName}, which describes how photographs are prepared. Copy it from the model's page");
        // In some exports, the file describes a processor of images and texts, with the image part in a nested object.
        var json = folder.Json(FileName)!;
        json = json["image_processor"] as JsonObject ?? json;
        try
        {
            return Read(json, path);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw new ImageDataException(
                path, "a size or another setting is not a number. Copy the file again", exception);
        }
    }

    private static Preprocessing Read(JsonObject json, string path)
    {
        var isCropped = (bool?)json["do_center_crop"] ?? json["crop_size"] is not null;
        // A plain number is the length of the shorter side if the centre is cropped afterwards, else of both sides.
        var size = SizeOf(json["size"], "size", path, isNumberShortest: isCropped);
        var crop = isCropped ? SizeOf(json["crop_size"], "crop_size", path, isNumberShortest: false) ?? size : null;
        var side = crop ?? size ?? throw new ImageDataException(
            path, "there is no size, the side of the image model's input. Add \"size\": 224, or the model's own");
        if (side.Height != side.Width)
            throw new ImageDataException(path,
                $"{(crop is null ? "size" : "crop_size")} is {side.Height} x {side.Width}, but only square "
                    + "images are supported");
        var resize = size is { IsShortest: true } ? size.Value.Height : (int?)null;
        if (resize is not null && json["crop_pct"] is { } share) // as in the files of ConvNeXt and PoolFormer
            resize = crop is null && resize >= MinUncroppedSide ? null : (int)(resize / (double)share);
        if (crop is not null && size is { IsShortest: false } both && both.Height != crop.Value.Height)
            throw new ImageDataException(path,
                $"crop_size is {crop.Value.Height}, but size sets both sides to {both.Height}: the two must be equal");
        var scale = (bool?)json["do_rescale"] == false ? 1 : (double?)json["rescale_factor"] ?? ByteScale;
        var isNormalised = (bool?)json["do_normalize"] ?? json["image_mean"] is not null;
        var preprocessing = new Preprocessing
        {
            Resize = resize,
            Crop = side.Height,
            Resampling = (int?)json["resample"] switch // Pillow's numbers
            {
                null or 2 => Resampling.Bilinear,
                3 => Resampling.Bicubic,
                var other => throw new ImageDataException(path, $"resample is {other}, and photographs are resized "
                    + "only with 2 (bilinear) or 3 (bicubic). Set it to one of them; features then differ slightly"),
            },
            Bgr = (bool?)json["do_flip_channel_order"] ?? false,
            Mean = Channels(isNormalised ? json["image_mean"] : null, 0, scale),
            Std = Channels(isNormalised ? json["image_std"] : null, 1, scale),
        };
        return preprocessing.Validate() is [var problem, ..]
            ? throw new ImageDataException(path, problem.TrimEnd('.')) : preprocessing;
    }

    /// <summary>Reads a size: a number, an object with height and width, or an object with the shortest edge.</summary>
    private static (int Height, int Width, bool IsShortest)? SizeOf(
        JsonNode? node, string key, string path, bool isNumberShortest) =>
        node switch
        {
            null => null,
            JsonObject size when size["shortest_edge"] is { } edge => ((int)edge, (int)edge, true),
            JsonObject size when size["height"] is { } height && size["width"] is { } width =>
                ((int)height, (int)width, false),
            JsonValue side => ((int)side, (int)side, isNumberShortest),
            _ => throw new ImageDataException(
                path, $"{key} must be a number, height and width, or shortest_edge, but was {node.ToJsonString()}"),
        };

    /// <summary>Converts normalisation constants for scaled values to constants for values from 0 to 255.</summary>
    private static float[] Channels(JsonNode? node, double otherwise, double scale) => node switch
    {
        null => [.. Enumerable.Repeat((float)(otherwise / scale), 3)],
        JsonArray many => [.. many.Select(value => (float)((double)(value ?? throw new FormatException()) / scale))],
        _ => [.. Enumerable.Repeat((float)((double)node / scale), 3)],
    };
}
