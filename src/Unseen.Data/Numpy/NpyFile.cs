using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>A .npy file: one array, listed under the file's name without extension.</summary>
internal sealed class NpyFile : ArrayFile
{
    private readonly FileStream _stream;

    /// <summary>Reads the header of an open file. This object closes the stream.</summary>
    /// <exception cref="UnseenDataException">The file does not follow the format.</exception>
    public NpyFile(string path, FileStream stream)
        : base(path)
    {
        _stream = stream;
        Entries = [NpyReader.ReadEntry(Reopen(), Path.GetFileNameWithoutExtension(path))];
    }

    public override IReadOnlyList<ArrayEntry> Entries { get; }

    protected override void Dispose(bool disposing) => _stream.Dispose();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry) => NpyReader.ReadNumbers<T>(Reopen());

    private protected override string[] ReadText(ArrayEntry entry)
    {
        RequireMemoryForText(entry, entry.Count, _stream.Length);
        return NpyReader.ReadStrings(Reopen());
    }

    private protected override MappedValues? Map(ArrayEntry entry, bool check) =>
        NpyReader.Map(_stream, 0, _stream.Length, "array");

    private BoundedReader Reopen()
    {
        _stream.Position = 0;
        return new BoundedReader(_stream, _stream.Length, _stream.Length, FilePath, "array");
    }
}
