using Unseen.Inference;

namespace Unseen.Checkpoints;

/// <summary>Converts models to and from the bytes of a model file.</summary>
internal static class ModelBytes
{
    /// <summary>Gets the bytes of a model.</summary>
    public static byte[] Serialize(UnseenModel model)
    {
        using var stream = new MemoryStream();
        model.Write(stream);
        return stream.ToArray();
    }

    /// <summary>Reads a model from bytes.</summary>
    /// <exception cref="ModelFileException">The bytes are not a valid model.</exception>
    public static UnseenModel Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return UnseenModel.Load(stream, "the model in a checkpoint");
    }
}
