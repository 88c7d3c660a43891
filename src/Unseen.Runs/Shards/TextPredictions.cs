using System.Text;
using Unseen.Runs.Predictions;

namespace Unseen.Runs.Shards;

/// <summary>Writes predictions as lines of text, which the threads format in parallel.</summary>
internal sealed class TextPredictions : PredictionOutput
{
    private readonly StreamWriter _writer;
    private readonly PredictionFormat _format;
    private readonly bool _hasNames;
    private readonly double? _reject;

    public TextPredictions(Stream stream, PredictionFormat format, bool hasNames, double? reject)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            leaveOpen: true)
        { NewLine = "\n" };
        (_format, _hasNames, _reject) = (format, hasNames, reject);
        On(_writer).Begin();
    }

    public override Action Prepare(ScoredRows rows)
    {
        var text = new StringWriter { NewLine = "\n" };
        var lines = On(text);
        for (var row = 0; row < rows.Count; row++)
            lines.Write(rows.FirstRow + row, rows.GetPredictions(row), rows.GetName(row));
        return () => _writer.Write(text.GetStringBuilder());
    }

    public override void Complete() => _writer.Flush();

    private PredictionWriter On(TextWriter writer) =>
        new(writer, _format, "row", keyWidth: 0, nameWidth: 0, _hasNames, _reject);
}
