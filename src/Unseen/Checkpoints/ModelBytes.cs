using Unseen.Inference;

namespace Unseen.Checkpoints;

/// <summary>A model as the bytes of its file.</summary>
internal static class ModelBytes
{
    /// <summary>The bytes of a model.</summary>
    public static byte[] Of(UnseenModel model)
    {
        using var stream = new MemoryStream();
        model.Write(stream);
        return stream.ToArray();
    }

    /// <summary>The model of some bytes.</summary>
    /// <exception cref="ModelFileException">They are not those of a model.</exception>
    public static UnseenModel Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return UnseenModel.Read(stream, "the model in a checkpoint");
    }
}
