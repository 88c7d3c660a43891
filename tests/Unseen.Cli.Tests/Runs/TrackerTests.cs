using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using Tensorboard;

namespace Unseen.Cli.Tests.Runs;

public sealed class TrackerTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void MetricsLines_OfARun_MatchItsHistory()
    {
        JsonNode[] lines = [.. File.ReadLines(Path.Combine(trained.Run, "metrics.jsonl"))
            .Select(line => JsonNode.Parse(line)!)];

        var history = History();
        Assert.Equal(history.Length, lines.Length);
        foreach (var (line, row) in lines.Zip(history))
        {
            Assert.Equal((row["seed"], row["stage"], row["phase"], row["epoch"]),
                ($"{line["seed"]}", $"{line["stage"]}", $"{line["phase"]}", $"{line["epoch"]}"));
            Assert.Equal(Number(row["loss"]), (double)line["loss"]!, 1e-6);
            Assert.Equal(row["H"].Length == 0, line["H"] is null);
            Assert.Equal(0.0001, (double)line["learningRate"]!, 1e-12);
        }
    }

    [Fact]
    public void Events_OfARun_CanBeReadByTensorBoard()
    {
        var folders = Directory.GetDirectories(Path.Combine(trained.Run, "tensorboard", "seed-1")).Order().ToArray();
        Assert.Equal(["final-sigma-10", "validation-sigma-10"], folders.Select(Path.GetFileName));
        var file = Assert.Single(Directory.GetFiles(folders[1]));
        Assert.Contains("tfevents", Path.GetFileName(file), StringComparison.Ordinal);

        Event[] events = [.. Records(File.ReadAllBytes(file)).Select(Event.Parser.ParseFrom)];

        Assert.Equal("brain.Event:2", events[0].FileVersion);
        var rows = History().Where(row => (row["seed"], row["stage"]) == ("1", "validation")).ToArray();
        Assert.NotEmpty(rows);
        foreach (var (tag, column) in new[] { ("loss/classifier", "loss"), ("accuracy/U", "U"), ("accuracy/S", "S"),
            ("accuracy/H", "H") })
        {
            Assert.Equal(rows.Select(row => long.Parse(row["epoch"], CultureInfo.InvariantCulture)),
                Scalars(tag).Select(point => point.Step));
            // The values in history.csv have fewer decimals.
            Assert.All(rows.Zip(Scalars(tag)), pair =>
                Assert.Equal(Number(pair.First[column]), pair.Second.Value, 1e-3));
        }

        Assert.Equal(rows.Length, Scalars("rate/classifier").Count());
        Assert.All(Scalars("rate/classifier"), point => Assert.Equal(1e-4, point.Value, 1e-9));

        IEnumerable<(long Step, double Value)> Scalars(string tag) =>
            from one in events
            from value in one.Summary?.Value ?? []
            where value.Tag == tag
            select (one.Step, (double)value.SimpleValue);
    }

    private Dictionary<string, string>[] History()
    {
        var lines = File.ReadAllLines(Path.Combine(trained.Run, "history.csv"));
        var names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line =>
            names.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Reads the records of a TFRecord file, each of which is a length, its checksum, the bytes and their
    /// checksum.</summary>
    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var place = 0; place < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(place));
            Assert.Equal(Masked(file.AsSpan(place, 8)),
                BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(place + 8)));
            var data = file[(place + 12)..(place + 12 + length)];
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(place + 12 + length)));
            yield return data;
            place += length + 16;
        }
    }

    /// <summary>Computes the CRC-32C bit by bit, masked as TFRecord requires.</summary>
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum >> 1) ^ ((sum & 1) * 0x82F63B78);
        }

        sum = ~sum;
        return ((sum >> 15) | (sum << 17)) + 0xA282EAD8;
    }
}
