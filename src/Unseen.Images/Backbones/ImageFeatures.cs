using System.Text.Json;
using Unseen.Images.Decoding;
using Unseen.Inference;

namespace Unseen.Images.Backbones;

/// <summary>
/// Computes the features of photographs with one or more image models, whose features are concatenated. Thread-safe.
/// </summary>
public sealed partial class ImageFeatures : IDisposable
{
    private BackbonePool? _pool; // null if this object owns its image models
    private bool _isDisposed;

    /// <summary>
    /// The metadata key under which a trained model stores the descriptions of its image models, as JSON.
    /// </summary>
    public const string MetadataKey = "imageModels";

    /// <summary>Creates an object that owns image models, and disposes them when it is disposed.</summary>
    /// <param name="backbones">the image models, at least one</param>
    /// <param name="limits">the size limits of images, null for the defaults</param>
    /// <exception cref="ArgumentException">There is no image model.</exception>
    public ImageFeatures(IReadOnlyList<Backbone> backbones, ImageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(backbones);
        if (backbones.Count == 0)
            throw new ArgumentException("backbones must be at least one, but was empty.", nameof(backbones));
        Backbones = backbones;
        Limits = limits ?? new ImageLimits();
        Width = backbones.Sum(backbone => backbone.Width);
    }

    /// <summary>The image models, in the order of their features.</summary>
    public IReadOnlyList<Backbone> Backbones { get; }

    /// <summary>The size limits of images.</summary>
    public ImageLimits Limits { get; }

    /// <summary>The feature width D, the sum over all models.</summary>
    public int Width { get; }

    /// <summary>The maximum number of images at once: the smallest <see cref="Backbone.MaxBatch"/> of the models, or
    /// null for any number.</summary>
    public int? MaxBatch => Backbones.Min(backbone => backbone.MaxBatch);

    /// <summary>
    /// The SHA-256 of the descriptions of all image models, in lower-case hex. Instances with the same fingerprint
    /// compute the same features, unless they run in versions of this library that decode images differently.
    /// </summary>
    public string Fingerprint => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(
            [.. Backbones.Select(backbone => backbone.Describe(""))], ImageJson.Default.BackboneDescriptionArray)));

    /// <summary>
    /// Loads the image models that the metadata of a trained model describes. Their files are in the folder of the
    /// model.
    /// </summary>
    /// <param name="model">the trained model</param>
    /// <param name="folder">the folder of the trained model</param>
    /// <param name="limits">the size limits of images, null for the defaults</param>
    /// <param name="file">the path of the model file, for messages; null for the usual name in the folder</param>
    /// <param name="pool">a pool that shares image models among trained models; null (default) opens them only for this
    /// object</param>
    /// <exception cref="ImageDataException">
    /// The model was not trained on photographs, an image model cannot be loaded or is not the image model that was
    /// used in training, or the image models compute another number of features than the model takes.
    /// </exception>
    /// <exception cref="ModelFileException">The metadata has no valid descriptions of image models.</exception>
    public static ImageFeatures CreateFor(
        UnseenModel model, string folder, ImageLimits? limits = null, string? file = null, BackbonePool? pool = null)
    {
        var descriptions = GetDescriptions(model, file ?? Path.Combine(folder, UnseenModel.FileName))
            ?? throw new ImageDataException(
                folder, "the model was trained on features, so it cannot take photographs");
        List<Backbone> opened = [];
        try
        {
            foreach (var description in descriptions)
                opened.Add(pool?.Rent(description, folder) ?? Open(description, folder));
            var features = new ImageFeatures(opened, limits) { _pool = pool };
            return features.Width == model.FeatureWidth
                ? features
                : throw new ImageDataException(folder,
                    $"the image models compute {features.Width} features, but the classifier takes "
                        + $"{model.FeatureWidth}. Use the image models it was trained with");
        }
        catch
        {
            Close(opened, pool);
            throw;
        }
    }

    /// <summary>Opens the image model of a description. Throws if it is not the image model that was used in
    /// training.</summary>
    internal static Backbone Open(BackboneDescription description, string folder)
    {
        var path = Path.Combine(folder, Path.GetFileName(description.File));
        var backbone = Backbone.Load(path, description.Preprocessing, description.Output);
        if (backbone.Sha256 == description.Sha256)
            return backbone;
        backbone.Dispose();
        throw new ImageDataException(path, "this is not the image model that the classifier was trained with (SHA-256 "
            + $"{backbone.Sha256[..12]}…, not {description.Sha256[..12]}…). Put that file back, or train again");
    }

    /// <summary>
    /// Reads the descriptions of image models from a trained model; null if the trained model takes no photographs.
    /// </summary>
    /// <param name="model">the trained model</param>
    /// <param name="file">the path of the file that it was loaded from, for messages</param>
    /// <exception cref="ModelFileException">The metadata has no valid descriptions of image models.</exception>
    public static IReadOnlyList<BackboneDescription>? GetDescriptions(
        UnseenModel model, string file = UnseenModel.FileName)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Metadata.TryGetValue(MetadataKey, out var json) ? DescriptionReader.Read(json, file) : null;
    }

    /// <summary>Creates the text for <see cref="MetadataKey"/>.</summary>
    /// <param name="descriptions">the descriptions of the image models, in the order of their features</param>
    public static string ToMetadata(IEnumerable<BackboneDescription> descriptions) =>
        JsonSerializer.Serialize([.. descriptions], ImageJson.Default.BackboneDescriptionArray);

    /// <summary>Computes the features of a photograph.</summary>
    /// <param name="encoded">the contents of the whole file</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="cancellation">takes effect during decoding, and before the image models run</param>
    /// <returns>[D] the features</returns>
    /// <exception cref="ImageDataException">The image cannot be decoded or exceeds a limit, or an image model fails on
    /// it.</exception>
    /// <exception cref="OperationCanceledException">The extraction was cancelled.</exception>
    public float[] Extract(ReadOnlyMemory<byte> encoded, string name, CancellationToken cancellation = default)
    {
        var prepared = new float[InputLength];
        Prepare(encoded, name, prepared, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var features = new float[Width];
        Extract(prepared, 1, features);
        return features;
    }

    /// <summary>The number of values that all models together take for a photograph.</summary>
    internal int InputLength => Backbones.Sum(backbone => backbone.InputLength);

    /// <summary>Prepares a photograph for all models. Consecutive models with the same resizing share one decoded
    /// image.</summary>
    /// <param name="encoded">the contents of the whole file</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="prepared">[<see cref="InputLength"/>] receives the inputs of the models, one after the
    /// other</param>
    /// <param name="cancellation">takes effect during decoding, and before the input of each model is prepared</param>
    internal void Prepare(ReadOnlyMemory<byte> encoded, string name, Memory<float> prepared,
        CancellationToken cancellation = default)
    {
        RgbaImage? image = null;
        Preprocessing? last = null;
        foreach (var backbone in Backbones)
        {
            var wanted = backbone.Preprocessing;
            if (image is null || (wanted.Resize, wanted.Crop, wanted.Resampling) != (
                last!.Resize, last.Crop, last.Resampling))
                image = wanted.Decode(encoded, name, Limits, cancellation);
            last = wanted;
            cancellation.ThrowIfCancellationRequested();
            backbone.Prepare(image, prepared.Span[..backbone.InputLength]);
            prepared = prepared[backbone.InputLength..];
        }
    }

    /// <summary>Computes the features of prepared photographs.</summary>
    /// <param name="prepared">
    /// [B * <see cref="InputLength"/>] the inputs, model by model, and for each model image by image
    /// </param>
    /// <param name="count">the number of photographs B</param>
    /// <param name="features">[B * D] receives the features, image by image</param>
    internal void Extract(Memory<float> prepared, int count, Span<float> features)
    {
        var (start, column) = (0, 0);
        foreach (var backbone in Backbones)
        {
            var own = new float[count * backbone.Width];
            backbone.Extract(prepared.Slice(start, count * backbone.InputLength), count, own);
            if (!System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<float>(own))
                throw new ImageDataException(backbone.Path,
                    $"output '{backbone.Output}' is not finite for an image. Check the preprocessing, or use a "
                        + "float32 model");
            for (var i = 0; i < count; i++)
                own.AsSpan(i * backbone.Width, backbone.Width)
                    .CopyTo(features.Slice((i * Width) + column, backbone.Width));
            start += count * backbone.InputLength;
            column += backbone.Width;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
            Close(Backbones, _pool);
    }

    private static void Close(IEnumerable<Backbone> backbones, BackbonePool? pool)
    {
        foreach (var backbone in backbones)
            if (pool is null)
                backbone.Dispose();
            else
                pool.Return(backbone);
    }
}
