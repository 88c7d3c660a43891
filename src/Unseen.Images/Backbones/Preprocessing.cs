using Unseen.Images.Decoding;

namespace Unseen.Images.Backbones;

/// <summary>
/// The preprocessing that turns a photograph into the input of an image model: resizing, a crop at the centre, and
/// normalisation of each channel.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>
    /// The length of the shorter side after resizing, in pixels, from <see cref="Crop"/> to 8192, default 256. Null
    /// resizes both sides to <see cref="Crop"/>.
    /// </summary>
    public int? Resize { get; init; } = 256;

    /// <summary>The side of the square crop at the centre, in pixels, from 1 to 4096, default 224.</summary>
    public int Crop { get; init; } = 224;

    /// <summary>
    /// The values that are subtracted from red, green and blue, on the scale from 0 to 255; finite, default ImageNet's
    /// means.
    /// </summary>
    public IReadOnlyList<float> Mean { get; init; } = [123.675f, 116.28f, 103.53f];

    /// <summary>
    /// The values that red, green and blue are then divided by, finite and greater than 0, default ImageNet's standard
    /// deviations.
    /// </summary>
    public IReadOnlyList<float> Std { get; init; } = [58.395f, 57.12f, 57.375f];

    /// <summary>The interpolation of pixels, default <see cref="Resampling.Bilinear"/>.</summary>
    public Resampling Resampling { get; init; } = Resampling.Bilinear;

    /// <summary>Whether the model takes the channels in the order blue, green, red instead of red, green, blue; default
    /// false.</summary>
    public bool Bgr { get; init; }

    /// <summary>The names of the presets.</summary>
    public static IReadOnlyList<string> PresetNames { get; } = ["imagenet", "mobilenet-v1", "mobilenet-v2", "clip"];

    /// <summary>Whether all values are equal.</summary>
    /// <param name="other">another preprocessing</param>
    public bool Equals(Preprocessing? other) =>
        other is not null && (Resize, Crop, Resampling, Bgr) == (other.Resize, other.Crop, other.Resampling, other.Bgr)
        && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Resize, Crop, Resampling, Bgr, Mean.Count > 0 ? Mean[0] : 0, Std.Count > 0 ? Std[0] : 0);

    /// <summary>
    /// Gets a preset: imagenet (as in torchvision), mobilenet-v1 with (x - 128) / 128, mobilenet-v2 with (x - 127.5) /
    /// 127.5, or clip.
    /// </summary>
    /// <param name="name">one of <see cref="PresetNames"/></param>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static Preprocessing Preset(string name) => name switch
    {
        "imagenet" => new Preprocessing(),
        "mobilenet-v1" => new Preprocessing { Mean = [128, 128, 128], Std = [128, 128, 128] },
        "mobilenet-v2" => new Preprocessing { Mean = [127.5f, 127.5f, 127.5f], Std = [127.5f, 127.5f, 127.5f] },
        "clip" => new Preprocessing
        {
            Resize = 224,
            Resampling = Resampling.Bicubic,
            Mean = [122.7709f, 116.7460f, 104.0937f],
            Std = [68.5005f, 66.6322f, 70.3232f],
        },
        _ => throw new ArgumentException(
            $"preprocessing must be one of {string.Join(", ", PresetNames)}, but was {name}.", nameof(name)),
    };

    /// <summary>Guesses the preset from the file name of a model; imagenet if the name suggests none.</summary>
    /// <param name="path">the path of the model</param>
    public static string GuessPreset(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path).ToLowerInvariant().Replace('_', '-');
        return name.Contains("mobilenet-v1", StringComparison.Ordinal) ? "mobilenet-v1"
            : name.Contains("mobilenet-v2", StringComparison.Ordinal) ? "mobilenet-v2"
            : name.Contains("clip", StringComparison.Ordinal) ? "clip" : "imagenet";
    }

    /// <summary>Validates the values. Returns one sentence per problem, or an empty list if all are valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (Crop is < 1 or > 4096)
            problems.Add($"crop must be from 1 to 4096, but was {Crop}.");
        if (Resize is { } resize && (resize < Crop || resize > 8192))
            problems.Add($"resize must be from crop ({Crop}) to 8192, but was {resize}.");
        if (Mean is not { Count: 3 } || !Mean.All(float.IsFinite)) // a JSON file can set it to null
            problems.Add($"mean must be 3 finite numbers, but was {List(Mean)}.");
        if (Std is not { Count: 3 } || !Std.All(value => float.IsFinite(value) && value > 0))
            problems.Add($"std must be 3 numbers greater than 0, but was {List(Std)}.");
        return problems;

        static string List(IReadOnlyList<float>? values) => values is null ? "null" : string.Join(", ", values);
    }

    /// <summary>Computes the size of the resized image.</summary>
    internal (int Width, int Height) Resized((int Width, int Height) size)
    {
        if (Resize is not { } side)
            return (Crop, Crop);
        var factor = (double)side / Math.Min(size.Width, size.Height);
        return (Math.Max(side, (int)Math.Round(size.Width * factor)),
            Math.Max(side, (int)Math.Round(size.Height * factor)));
    }

    /// <summary>
    /// Decodes an image and resizes it to the size that <see cref="Resized"/> computes. Of a very wide or very tall
    /// image, only the part that the crop needs is resized, unless <see cref="Resize"/> is null.
    /// </summary>
    /// <param name="encoded">the contents of the whole file</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="limits">the size limits of images</param>
    /// <param name="cancellation">stops the decoding</param>
    /// <exception cref="ImageDataException">
    /// The format is unknown, the image is damaged, a limit is exceeded, or there is not enough memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">The decoding was cancelled.</exception>
    internal RgbaImage Decode(ReadOnlyMemory<byte> encoded, string name, ImageLimits limits,
        CancellationToken cancellation = default) => Resize is null
        ? ImageDecoder.Decode(encoded, name, limits, Resized, Resampling, cancellation)
        : ImageDecoder.DecodeMiddle(encoded, name, limits, Resized, Resampling, cancellation);

    /// <summary>
    /// Normalises the crop at the centre and writes it as [3, crop, crop], or as [crop, crop, 3] if channels come
    /// last.
    /// </summary>
    /// <param name="image">the image from <see cref="Decode"/></param>
    /// <param name="channelsLast">whether channels come last</param>
    /// <param name="values">[3 * crop * crop] receives the values</param>
    internal void Normalise(RgbaImage image, bool channelsLast, Span<float> values)
    {
        var (left, top, plane) = ((image.Width - Crop) / 2, (image.Height - Crop) / 2, Crop * Crop);
        for (var channel = 0; channel < 3; channel++)
        {
            var source = Bgr ? 2 - channel : channel;
            var (mean, std) = (Mean[source], Std[source]);
            for (var row = 0; row < Crop; row++)
            {
                var pixels = image.Pixels.AsSpan((((top + row) * image.Width) + left) * 4, Crop * 4);
                if (channelsLast)
                    for (var column = 0; column < Crop; column++)
                        values[(((row * Crop) + column) * 3) + channel] = (pixels[(column * 4) + source] - mean) / std;
                else
                    for (var column = 0; column < Crop; column++)
                        values[(channel * plane) + (row * Crop) + column] = (pixels[(column * 4) + source] - mean)
                            / std;
            }
        }
    }
}
