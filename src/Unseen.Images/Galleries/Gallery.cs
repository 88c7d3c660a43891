using System.Numerics.Tensors;
using System.Text.Json;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Inference;

namespace Unseen.Images.Galleries;

/// <summary>
/// The thumbnails and features of training photographs. Finds the photographs that are most similar to a new
/// photograph. Immutable and thread-safe.
/// </summary>
public sealed class Gallery
{
    /// <summary>The name of the file in the folder of a run.</summary>
    public const string FileName = "gallery.safetensors";

    /// <summary>The maximum number of photographs in a gallery.</summary>
    public const int MaxImages = 2000;

    private const string FeaturesName = "features";
    private const string LabelsKey = "labels";
    private const string FolderName = "thumbnails";
    private const int LongSide = 160;

    private readonly ModelTensor _unit; // [N, D], rows of unit length
    private readonly string[] _labels;
    private readonly string _folder;

    private Gallery(ModelTensor unit, string[] labels, string folder) =>
        (_unit, _labels, _folder) = (unit, labels, folder);

    /// <summary>The number of photographs N.</summary>
    public int Count => _labels.Length;

    /// <summary>The class of each photograph; [N].</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>The feature width D.</summary>
    internal int Width => _unit.Shape[1];

    /// <summary>Gets the path of a photograph's thumbnail, a JPEG file.</summary>
    /// <param name="index">the 0-based index of the photograph</param>
    public string GetThumbnail(int index) => Path.Combine(_folder, FolderName, $"{index}.jpg");

    /// <summary>Writes a gallery of at most <see cref="MaxImages"/> photographs: every k-th one if there are more.
    /// Photographs that can no longer be read are left out. If none can be read, nothing is written.</summary>
    /// <param name="pathOf">returns the path to write a file or folder to, given its name in the run's folder</param>
    /// <param name="images">the paths of the photographs, [N]</param>
    /// <param name="labels">the class of each photograph, [N]</param>
    /// <param name="featuresOf">returns the features of the photograph with a given index, [D]; the array is changed,
    /// since it is scaled to unit length in place</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a file or folder is denied.</exception>
    public static void Save(
        Func<string, string> pathOf, IReadOnlyList<string> images, IReadOnlyList<string> labels,
        Func<int, float[]> featuresOf)
    {
        ArgumentNullException.ThrowIfNull(pathOf);
        ArgumentNullException.ThrowIfNull(images);
        var step = Math.Max(1, (images.Count + MaxImages - 1) / MaxImages);
        var chosen = Enumerable.Range(0, images.Count).Where(i => i % step == 0).ToArray();
        var thumbnails = new byte[]?[chosen.Length];
        Parallel.For(0, chosen.Length, i => thumbnails[i] = TryThumbnail(images[chosen[i]]));
        int[] kept = [.. Enumerable.Range(0, chosen.Length).Where(i => thumbnails[i] is not null)];
        if (kept.Length == 0)
            return;
        Directory.CreateDirectory(pathOf(FolderName));
        List<float> unit = [];
        foreach (var (place, i) in kept.Index())
        {
            File.WriteAllBytes(Path.Combine(pathOf(FolderName), $"{place}.jpg"), thumbnails[i]!);
            unit.AddRange(Unit(featuresOf(chosen[i])));
        }

        SafeTensorsFile.Write(
            pathOf(FileName), new Dictionary<string, ModelTensor>
            {
                [FeaturesName] =
                new([kept.Length, unit.Count / kept.Length], unit.ToArray())
            },
            new Dictionary<string, string>
            {
                [LabelsKey] = JsonSerializer.Serialize(
                    [.. kept.Select(i => labels[chosen[i]])], ImageJson.Default.StringArray)
            });
    }

    /// <summary>Reads the gallery in the folder of a run.</summary>
    /// <param name="folder">the folder of the run</param>
    /// <returns>the gallery, or null if the folder has none</returns>
    /// <exception cref="ModelFileException">The file cannot be read, or is damaged.</exception>
    public static Gallery? Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        var (tensors, metadata) = SafeTensorsFile.Read(path);
        try
        {
            var labels = JsonSerializer.Deserialize(metadata[LabelsKey], ImageJson.Default.StringArray);
            if (labels is null || labels.Contains(null!))
                throw new JsonException("a label is null");
            var unit = tensors[FeaturesName];
            return unit.Shape is [var rows, > 0] && rows == labels.Length
                ? new Gallery(unit, labels, folder)
                : throw new ModelFileException(
                    path, FeaturesName, $"of {labels.Length} rows", $"of shape [{string.Join(", ", unit.Shape)}]");
        }
        catch (Exception exception) when (exception is KeyNotFoundException or JsonException)
        {
            throw new ModelFileException(
                path, "the file is damaged, or is not a gallery. Train the model again.", exception);
        }
    }

    /// <summary>
    /// Finds the photographs most similar to a given one, by the cosine of their features, most similar first.
    /// </summary>
    /// <param name="features">[D] the features of the given photograph</param>
    /// <param name="count">the maximum number of photographs to return</param>
    /// <returns>the 0-based index and the cosine of each photograph</returns>
    /// <exception cref="ArgumentException">The number of features is not the feature width of the gallery.</exception>
    public IReadOnlyList<(int Index, float Cosine)> Nearest(ReadOnlySpan<float> features, int count)
    {
        var width = Width;
        if (features.Length != width)
            throw new ArgumentException($"features must be of length {width}, but was {features.Length}.",
                nameof(features));
        var own = Unit(features.ToArray());
        var cosines = new float[Count];
        for (var i = 0; i < Count; i++)
            cosines[i] = TensorPrimitives.Dot(own, _unit.Values.Span.Slice(i * width, width));
        return [.. Enumerable.Range(0, Count).OrderByDescending(i => cosines[i]).Take(count)
            .Select(i => (i, cosines[i]))];
    }

    private static byte[]? TryThumbnail(string path)
    {
        try
        {
            return ImageDecoder.Thumbnail(File.ReadAllBytes(path), path, new ImageLimits(), LongSide);
        }
        catch (Exception exception) when (exception is ImageDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static float[] Unit(float[] features)
    {
        FeatureScaling.L2.Apply(features, features);
        return features;
    }
}
