using Unseen.Data.Loading;

namespace Unseen.Runs.Shards;

/// <summary>A .npz file of features. Each call of <see cref="FeatureShard.Take"/> reads the next rows.</summary>
internal sealed class NpzShard(string path, int width) : FeatureShard
{
    private const int ValuesAtOnce = 1 << 20; // 4 MiB
    private const int MaxRows = 8192;

    private readonly FeatureRows _rows = FeatureRows.Open(path, width);
    private readonly int _rowsAtOnce = Math.Clamp(ValuesAtOnce / width, 1, MaxRows);
    private long _taken;

    public override bool HasNames => _rows.HasNames;

    public override long BlockBytes => (long)_rowsAtOnce * width * sizeof(float);

    public override long Blocks => (_rows.Rows + _rowsAtOnce - 1) / _rowsAtOnce;

    public override FeatureBlock CreateBlock() => new Block(this);

    public override bool Take(FeatureBlock block)
    {
        var rows = ((Block)block).Read(_taken);
        _taken += rows;
        return rows > 0;
    }

    public override void Dispose() => _rows.Dispose();

    private sealed class Block(NpzShard shard) : FeatureBlock
    {
        private readonly int _width = shard._rows.Width;
        private readonly float[] _values = new float[shard._rowsAtOnce * shard._rows.Width];
        private readonly string?[] _names = new string?[shard.HasNames ? shard._rowsAtOnce : 0];

        public override ReadOnlyMemory<float> Values => _values.AsMemory(0, Rows * _width);

        public override ReadOnlyMemory<string?> Names => _names.AsMemory(0, Math.Min(Rows, _names.Length));

        public int Read(long firstRow)
        {
            FirstRow = firstRow;
            return Rows = shard._rows.Read(_values, _names);
        }

        public override void Dispose()
        {
        }
    }
}
