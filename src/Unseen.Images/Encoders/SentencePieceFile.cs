using Google.Protobuf;

namespace Unseen.Images.Encoders;

/// <summary>Reads the file of a SentencePiece model for Microsoft.ML.Tokenizers.</summary>
internal static class SentencePieceFile
{
    // numbers of fields in sentencepiece_model.proto
    private const int TrainerSpec = 2;
    private const int BeginningId = 41, EndId = 42;

    /// <summary>Reads a model. If it has no token for the beginning of a text, as in T5 and SigLIP, the end token is
    /// used instead, since Microsoft.ML.Tokenizers requires a beginning token even if it is never added.</summary>
    /// <param name="path">the file</param>
    /// <exception cref="ImageDataException">The file cannot be read.</exception>
    /// <exception cref="InvalidProtocolBufferException">The file is not a protocol buffer.</exception>
    /// <exception cref="InvalidDataException">The file is a protocol buffer of another kind.</exception>
    public static byte[] Read(string path)
    {
        var bytes = FileContents.ReadBytes(path);
        var (beginning, end, isModel) = (1, 2, false); // the defaults of the format
        var model = new CodedInputStream(bytes);
        while (model.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) != TrainerSpec)
            {
                model.SkipLastField();
                continue;
            }

            isModel = true;
            var trainer = model.ReadBytes().CreateCodedInput();
            while (trainer.ReadTag() is not 0 and var inner)
                switch (WireFormat.GetTagFieldNumber(inner))
                {
                    case BeginningId: beginning = trainer.ReadInt32(); break;
                    case EndId: end = trainer.ReadInt32(); break;
                    default: trainer.SkipLastField(); break;
                }
        }

        if (!isModel)
            throw new InvalidDataException("The file has no settings of SentencePiece.");
        return beginning >= 0 || end < 0 ? bytes : [.. bytes, .. WithBeginning(end)];
    }

    /// <summary>Writes a second trainer_spec with only the beginning token. When a message field occurs twice, parsers
    /// merge the two, and the later value counts.</summary>
    private static byte[] WithBeginning(int id)
    {
        using var inner = new MemoryStream();
        using (var trainer = new CodedOutputStream(inner, leaveOpen: true))
        {
            trainer.WriteTag(BeginningId, WireFormat.WireType.Varint);
            trainer.WriteInt32(id);
        }

        using var outer = new MemoryStream();
        using (var model = new CodedOutputStream(outer, leaveOpen: true))
        {
            model.WriteTag(TrainerSpec, WireFormat.WireType.LengthDelimited);
            model.WriteBytes(ByteString.CopyFrom(inner.ToArray()));
        }

        return outer.ToArray();
    }
}
