using PureHDF.Filters;

namespace Unseen.Data.Matlab;

/// <summary>HDF5's Fletcher-32 checksum, with the result in memory of its own.</summary>
/// <remarks>
/// PureHDF 2.2.0 returns a part of the buffer that it read the chunk into, and gives that buffer back to a pool before
/// the chunk is used. Where nothing is compressed, later chunks then overwrite earlier ones, and wrong numbers come
/// out.
/// </remarks>
internal sealed class CopyingFletcher32 : IH5Filter
{
    private readonly Fletcher32Filter _filter = new();

    public ushort FilterId => Fletcher32Filter.Id;

    public string Name => _filter.Name;

    public Memory<byte> Filter(FilterInfo info) => _filter.Filter(info).ToArray();

    public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options)
        => _filter.GetParameters(chunkDimensions, typeSize, options);
}
