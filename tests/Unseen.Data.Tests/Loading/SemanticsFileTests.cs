using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

/// <summary>Descriptors in a file of their own, which names the classes in another order than the dataset.</summary>
public sealed class SemanticsFileTests : IDisposable
{
    private static readonly int[] _order = [5, 3, 1, 0, 4, 2];
    private static readonly FeatureMatrix _descriptors = InputProblem.DescriptorRows.Select(_order);
    private static readonly string[] _names = [.. _order.Select(c => InputProblem.Names[c])];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("att", true, "allclasses_names")]
    [InlineData("text_features", false, "class_names")]
    [InlineData("text_features", false, "names")]
    [InlineData("text_features", false, "class")]
    public void Load_ArraysWithNamesInAnotherOrder_FindsTheDescriptorsByName(
        string descriptors, bool columns, string names)
    {
        InputProblem.WriteNpz(_folder);
        WriteSemantics(names, _names, descriptors, columns);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath, semantics: "sem"));
    }

    [Fact]
    public void Load_NamesThatAreObjects_FindsTheDescriptorsByName()
    {
        InputProblem.WriteNpz(_folder);
        WriteSemantics("names", InputProblem.Names[..1]);
        // what numpy.save writes for the names in an array of dtype object
        Npz.Append(_folder.GetPath("sem.npz"), "class_names", "|O", _names.Length, Convert.FromBase64String(
            "gANjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxAGNudW1weQpuZGFycmF5CnEBSwCFcQJDAWJxA4dxBFJxBShL"
            + "AUsGhXEGY251bXB5CmR0eXBlCnEHWAIAAABPOHEIiYiHcQlScQooSwNYAQAAAHxxC05OTkr/////Sv////9LP3RxDGKJXXENKFgE"
            + "AAAAcHVtYXEOWAQAAABseW54cQ9YBQAAAGhlcm9ucRBYBQAAAG9rYXBpcRFYBAAAAGliaXNxElgFAAAAb3R0ZXJxE2V0cRRiLg=="));

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath, semantics: "sem"));
    }

    [Fact]
    public void Load_ArraysBesideTables_FindsTheDescriptorsByName()
    {
        InputProblem.WriteTables(_folder);
        WriteSemantics("class_names", _names);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath, semantics: "sem"), ownSplit: true);
    }

    [Fact]
    public void Load_ArraysWithMoreClasses_TakesThoseOfTheDataset()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name == "classes.csv" ? [.. lines.Where(
            line => !line.StartsWith("lynx", StringComparison.Ordinal))]
            : [.. lines.Select(line => line.Replace("lynx", "otter"))]);
        WriteSemantics("class_names", _names);

        Assert.Equal([.. InputProblem.DescriptorRows.Select([0, 1, 2, 4, 5]).Values],
            DatasetLoader.Load(_folder.FullPath, semantics: "sem").Descriptors.Values);
    }

    [Theory]
    [InlineData("yak", "there is no class 'otter' in array 'class_names'. Add one for every class.")]
    [InlineData("puma", "two classes have the name 'puma': rows 1 and 6. Give every class a name of its own.")]
    public void Load_ArraysWithoutAClass_AreRefused(string last, string message)
    {
        InputProblem.WriteNpz(_folder);
        WriteSemantics("class_names", [.. _names[..5], last]);

        Assert.EndsWith($"sem.npz: {message}",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath, semantics: "sem")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesOfAttributes_AreNotTakenAsNamesOfClasses()
    {
        InputProblem.WriteNpz(_folder);
        _folder.WriteNpz("sem.npz", writer =>
        {
            writer.Write("att", InputProblem.DescriptorRows);
            writer.Write("names", ["tail", "wings", "stripes", "fins"]);
        });

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath, semantics: "sem"));
    }

    private void WriteSemantics(
        string names, string[] values, string descriptors = "att", bool columns = false) =>
        _folder.WriteNpz("sem.npz", writer =>
        {
            writer.Write(descriptors, _descriptors, rowsAsColumns: columns);
            writer.Write(names, values);
        });
}
