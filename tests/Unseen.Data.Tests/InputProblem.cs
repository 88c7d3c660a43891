using System.Globalization;
using System.Text;
using Unseen.Data.Numpy;

namespace Unseen.Data.Tests;

/// <summary>A dataset of 6 classes, 4 of them seen, with 8 images each. Tests write it to files in the forms that
/// other programs use.</summary>
internal static class InputProblem
{
    public const int Images = 48;
    public const int Width = 5;
    private const int PerClass = 8;
    private const int Attributes = 4;

    public static string[] Names { get; } = ["okapi", "heron", "otter", "lynx", "ibis", "puma"];

    /// <summary>The 0-based class of every image.</summary>
    public static int[] Labels { get; } = [.. Enumerable.Range(0, Images).Select(i => i / PerClass)];

    public static int[] TrainVal { get; } =
        [.. Enumerable.Range(0, Images).Where(i => Labels[i] < 4 && i % PerClass < PerClass - 2)];

    public static int[] TestSeen { get; } =
        [.. Enumerable.Range(0, Images).Where(i => Labels[i] < 4 && i % PerClass >= PerClass - 2)];

    public static int[] TestUnseen { get; } = [.. Enumerable.Range(0, Images).Where(i => Labels[i] >= 4)];

    public static float[] Features { get; } =
        [.. Enumerable.Range(0, Images * Width).Select(i => ((i * 37 % 101) + (5 * Labels[i / Width])) / 64f)];

    public static float[] Descriptors { get; } =
        [.. Enumerable.Range(0, 6 * Attributes).Select(i => ((i * 29 % 31) + 1) / 32f)];

    public static FeatureMatrix FeatureRows => new(Features, Images, Width);

    public static FeatureMatrix DescriptorRows => new(Descriptors, 6, Attributes);

    /// <summary>Gets the note that the loader writes about tables without a column "split".</summary>
    /// <param name="file">the file with the labels</param>
    public static string HeldOutNote(string file) => $"{file}: there is no column 'split', so 4 of the 32 images of "
        + "seen classes (a fifth of each class, by a fixed seed) are held out for testing.";

    /// <summary>Writes features.csv, labels.csv and classes.csv, as pandas writes tables.</summary>
    /// <param name="folder">the folder to write to</param>
    /// <param name="delimiter">character between fields</param>
    /// <param name="decimalComma">whether numbers have decimal commas</param>
    /// <param name="names">names of the classes</param>
    /// <param name="encoding">encoding of the three files; UTF-8 without a byte order mark by default</param>
    /// <param name="change">changes the lines of a table, given its name</param>
    public static void WriteTables(TemporaryFolder folder, char delimiter = ',', bool decimalComma = false,
        string[]? names = null, Encoding? encoding = null, Func<string, string[], string[]>? change = null)
    {
        names ??= Names;
        string Number(float value) =>
            value.ToString(CultureInfo.InvariantCulture).Replace('.', decimalComma ? ',' : '.');
        string Row(IEnumerable<string> fields) => string.Join(delimiter, fields);
        void Write(string name, IEnumerable<string> lines) => File.WriteAllText(folder.GetPath(name),
            string.Join('\n', change?.Invoke(name, [.. lines]) ?? [.. lines]) + "\n",
                encoding ?? new UTF8Encoding(false));
        Write("features.csv", Features.Chunk(Width).Select(row => Row(row.Select(Number)))
            .Prepend(Row(Enumerable.Range(0, Width).Select(i => $"f{i}"))));
        Write("labels.csv", Labels.Select(label => names[label]).Prepend("label"));
        Write("classes.csv", Descriptors.Chunk(Attributes).Select((row, i) =>
                Row([names[i], i < 4 ? "seen" : "unseen", .. row.Select(Number)]))
            .Prepend(Row(["class", "role", "a0", "a1", "a2", "a3"])));
    }

    /// <summary>Writes one archive in the xlsa17 layout.</summary>
    /// <param name="folder">the folder to write to</param>
    /// <param name="without">arrays to leave out</param>
    /// <param name="from">number of the first class and of the first image</param>
    /// <param name="more">writes more arrays</param>
    public static string WriteNpz(
        TemporaryFolder folder, string[]? without = null, int from = 1, Action<NpzWriter>? more = null) =>
        folder.WriteNpz("data.npz", writer =>
        {
            void Write(string name, int[] numbers)
            {
                if (without?.Contains(name) != true)
                    writer.Write(name, Array.ConvertAll(numbers, number => number + from));
            }

            if (without?.Contains("features") != true)
                writer.Write("features", FeatureRows);
            if (without?.Contains("att") != true)
                writer.Write("att", DescriptorRows);
            if (without?.Contains("allclasses_names") != true)
                writer.Write("allclasses_names", Names);
            Write("labels", Labels);
            Write("trainval_loc", TrainVal);
            Write("test_seen_loc", TestSeen);
            Write("test_unseen_loc", TestUnseen);
            more?.Invoke(writer);
        });

    /// <summary>Asserts that a dataset has the values of this class. If <paramref name="ownSplit"/> is true, the loader
    /// chose the seen test images itself, so only the unseen test images of the split are compared.</summary>
    public static void AssertRead(GzslDataset dataset, string[]? names = null, bool ownSplit = false)
    {
        Assert.Equal(names ?? Names, dataset.ClassNames);
        Assert.Equal(Labels, dataset.Labels);
        Assert.Equal((Images, Width), (dataset.Features.Rows, dataset.Features.Columns));
        Assert.Equal(Features, Fixtures.GetValues(dataset.Features));
        Assert.Equal(Descriptors, Fixtures.GetValues(dataset.Descriptors));
        if (ownSplit)
            Assert.Equal(TestUnseen, dataset.Split.TestUnseen);
        else
            Assert.Equal((TrainVal, TestSeen, TestUnseen),
                (dataset.Split.TrainVal, dataset.Split.TestSeen, dataset.Split.TestUnseen),
                (a, b) => a.TrainVal.SequenceEqual(b.TrainVal) && a.TestSeen.SequenceEqual(b.TestSeen)
                    && a.TestUnseen.SequenceEqual(b.TestUnseen));
    }
}
