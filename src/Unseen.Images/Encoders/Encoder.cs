using Unseen.Images.Backbones;

namespace Unseen.Images.Encoders;

/// <summary>An encoder that was trained on pairs of images and texts, such as CLIP or SigLIP. The vector of a text is
/// near the vectors of the images that the text describes. Thread-safe.</summary>
public sealed class Encoder : IDisposable
{
    private Encoder(string folder, Backbone images, TextEncoder texts, EncoderScale scale) =>
        (Folder, Images, Texts, Scale) = (folder, images, texts, scale);

    /// <summary>The folder that the encoder was loaded from.</summary>
    public string Folder { get; }

    /// <summary>The image tower: the model that computes the vectors of images.</summary>
    public Backbone Images { get; }

    /// <summary>The text tower: the model that computes the vectors of texts.</summary>
    public TextEncoder Texts { get; }

    /// <summary>The scale that converts cosines to the scores of the encoder.</summary>
    public EncoderScale Scale { get; }

    /// <summary>Opens both towers. The caller disposes the encoder.</summary>
    /// <param name="folder">a folder as exporters write it: model.onnx, vision_model.onnx with text_model.onnx, or
    /// visual.onnx with textual.onnx, in the folder or in its subfolder onnx, together with config.json,
    /// preprocessor_config.json and the files of the tokenizer. The names of the models can have a suffix such as
    /// _fp16</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ImageDataException">The folder or a file does not exist, a file is damaged or of an unsupported
    /// kind, or the towers do not belong together.</exception>
    public static Encoder Load(string folder)
    {
        var files = new EncoderFolder(folder);
        var images = LoadImages(files);
        TextEncoder? texts = null;
        try
        {
            texts = TextEncoder.Load(files);
            if (images.Width != texts.Width)
                throw new ImageDataException(folder,
                    $"the texts' vectors have length {texts.Width}, and the images' have {images.Width}: the two "
                        + "models do not belong together. Export both from one checkpoint");
            return new Encoder(folder, images, texts, EncoderScale.Measure(files, images, texts));
        }
        catch
        {
            texts?.Dispose();
            images.Dispose();
            throw;
        }
    }

    /// <summary>Opens only the image tower, or an image model without a text tower, such as DINOv2. The caller disposes
    /// the returned model.</summary>
    /// <param name="folder">a folder as for <see cref="Load"/></param>
    /// <param name="output">the name of the output to use, or null (default) for the usual output</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ImageDataException">The folder or a file does not exist, or a file is damaged or of an
    /// unsupported kind.</exception>
    public static Backbone LoadImages(string folder, string? output = null) =>
        LoadImages(new EncoderFolder(folder), output);

    /// <summary>Whether a folder has an image model and its preprocessor_config.json.</summary>
    /// <param name="folder">a path, which need not exist</param>
    public static bool HasImages(string folder) => Directory.Exists(folder)
        && new EncoderFolder(folder) is { ImageModel: not null } files
        && files.Find("preprocessor_config.json") is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Texts.Dispose();
    }

    private static Backbone LoadImages(EncoderFolder files, string? output = null)
    {
        var path = files.ImageModel ?? throw new ImageDataException(files.Path,
            "there is no image model (vision_model.onnx, visual.onnx or model.onnx), here or under onnx/. "
                + "docs/encoders.md says how to export one");
        return Backbone.Load(path, PreprocessorReader.Read(files), output);
    }
}
