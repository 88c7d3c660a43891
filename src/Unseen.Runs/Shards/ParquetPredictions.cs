using Parquet;
using Parquet.Schema;

namespace Unseen.Runs.Shards;

/// <summary>Writes predictions to a Parquet file, one row per predicted class.</summary>
internal sealed class ParquetPredictions : PredictionOutput
{
    private const int MaxSamples = 8192; // samples in a row group
    private const int MaxPredictions = 1 << 20; // predictions in a row group, however many classes a sample has

    private static readonly DataField _row = new DataField<long>("row");
    private static readonly DataField _image = new("image", typeof(string), isNullable: true);
    private static readonly DataField _rank = new DataField<int>("rank");
    private static readonly DataField _class = new("class", typeof(string), isNullable: false);
    private static readonly DataField _unseen = new DataField<bool>("unseen");
    private static readonly DataField _score = new DataField<float>("score");
    private static readonly DataField _probability = new DataField<float>("probability");
    private static readonly DataField _fit = new DataField<float>("fit");
    private static readonly DataField _known = new DataField<bool>("known");

    private readonly bool _hasNames;
    private readonly double? _reject;
    private readonly ParquetWriter _writer;
    private readonly int _maxSamples;
    private readonly List<long> _rows = [];
    private readonly List<string?> _images = [];
    private readonly List<int> _ranks = [];
    private readonly List<string> _classes = [];
    private readonly List<bool> _unseens = [];
    private readonly List<float> _scores = [];
    private readonly List<float> _probabilities = [];
    private readonly List<float> _fits = [];
    private readonly List<bool> _knowns = [];
    private int _samples; // samples in the current row group

    public ParquetPredictions(Stream stream, bool hasNames, int top, double? reject)
    {
        (_hasNames, _reject) = (hasNames, reject);
        _maxSamples = Math.Clamp(MaxPredictions / top, 1, MaxSamples);
        DataField[] fields =
        [
            .. hasNames ? [_row, _image] : new[] { _row }, _rank, _class, _unseen, _score, _probability,
            .. reject is null ? Array.Empty<DataField>() : [_fit, _known],
        ];
        _writer = ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).GetAwaiter().GetResult();
    }

    public override Action Prepare(ScoredRows rows) => () => Append(rows);

    public override void Complete()
    {
        if (_samples > 0)
            WriteGroup().GetAwaiter().GetResult();
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult(); // writes the footer
    }

    private void Append(ScoredRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var best = rows.GetPredictions(row);
            for (var place = 0; place < best.Length; place++)
            {
                _rows.Add(rows.FirstRow + row);
                _images.Add(rows.GetName(row));
                _ranks.Add(place + 1);
                _classes.Add(best[place].ClassName);
                _unseens.Add(best[place].IsUnseen);
                _scores.Add(best[place].Score);
                _probabilities.Add(best[place].Probability);
                if (_reject is not { } share)
                    continue;
                _fits.Add(best[place].Fit!.Value);
                _knowns.Add(best[place].IsKnown(share));
            }

            if (++_samples == _maxSamples)
                WriteGroup().GetAwaiter().GetResult();
        }
    }

    private async Task WriteGroup()
    {
        using (var group = _writer.CreateRowGroup())
        {
            await group.WriteAsync<long>(_row, _rows.ToArray());
            if (_hasNames)
                await group.WriteAsync(_image, _images!);
            await group.WriteAsync<int>(_rank, _ranks.ToArray());
            await group.WriteAsync(_class, _classes);
            await group.WriteAsync<bool>(_unseen, _unseens.ToArray());
            await group.WriteAsync<float>(_score, _scores.ToArray());
            await group.WriteAsync<float>(_probability, _probabilities.ToArray());
            if (_reject is not null)
            {
                await group.WriteAsync<float>(_fit, _fits.ToArray());
                await group.WriteAsync<bool>(_known, _knowns.ToArray());
            }
        }

        _rows.Clear();
        _images.Clear();
        _ranks.Clear();
        _classes.Clear();
        _unseens.Clear();
        _scores.Clear();
        _probabilities.Clear();
        _fits.Clear();
        _knowns.Clear();
        _samples = 0;
    }
}
