using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

/// <summary>Columns that identify rows or classes, and would be wrong numbers if they were read as features.</summary>
public sealed class IndexColumnTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("id")]
    [InlineData("Index")]
    [InlineData("image_id")]
    public void Read_IndexByNameInATableAsWideAsTheModel_IsLeftOutAndTheWidthRefused(string name)
    {
        var path = _folder.Write("photos.csv", $"{name},f0,f1", "7,1,2", "9,3,4");
        List<string> notes = [];

        Assert.StartsWith($"{path}: the rows have 2 features, but the model takes 3.",
            Assert.Throws<UnseenDataException>(() => FeatureFile.Read(path, 3, report: notes.Add)).Message,
            StringComparison.Ordinal);
        Assert.Equal([$"photos.csv: first column '{name}' taken as an index and left out."], notes);
        Assert.Equal(3, FeatureFile.Read(path, 3, new ReadingOptions { HasIndex = false }).Columns);
    }

    [Fact]
    public void Read_FirstColumnOfTheModelsWidthCountsTheRows_IsRefusedUnlessHasIndexIsFalse()
    {
        var path = _folder.Write("photos.csv", "0,1.5,2", "1,3,4", "2,5,6");

        Assert.Equal($"{path}: the first column counts the rows, but without it the rows have 2 features, and the "
            + "model takes 3. If it is a feature, add --index no; otherwise use features of the image model that the "
            + "model was trained with.", Assert.Throws<UnseenDataException>(() => FeatureFile.Read(path, 3)).Message);
        Assert.Equal([0, 1.5f, 2, 1, 3, 4, 2, 5, 6],
            FeatureFile.Read(path, 3, new ReadingOptions { HasIndex = false }).Values);
        Assert.Equal([1.5f, 2, 3, 4, 5, 6], FeatureFile.Read(path, 2).Values);
    }

    [Theory]
    [InlineData("id", false)]
    [InlineData("class_id", true)]
    [InlineData("Class_ID", true)]
    [InlineData("image_id", false)]
    public void Load_IndexByNameAsTheLastColumn_IsLeftOut(string name, bool repeats)
    {
        InputProblem.WriteTables(_folder, change: (file, lines) => file != "features.csv" ? lines
            : [$"{lines[0]},{name}", .. lines[1..].Select((line, i) => $"{line},{(repeats ? i / 8 : i)}")]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Contains($"features.csv: column '{name}' taken as an index and left out.", dataset.Notes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Load_ClassIdsWithGapsInTheTableOfClasses_AreLeftOut(int column)
    {
        string[] ids = ["class_id", "3", "7", "12", "40", "41", "50"];
        InputProblem.WriteTables(_folder, change: (file, lines) => file != "classes.csv" ? lines
            : [.. lines.Select((line, i) => string.Join(',',
                (string[])[.. line.Split(',')[..column], ids[i], .. line.Split(',')[column..]]))]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Fact]
    public void Load_IdAsTheOnlyDescriptor_IsRefused()
    {
        InputProblem.WriteTables(_folder, change: (file, lines) => file != "classes.csv" ? lines
            : ["class,role,id",
                .. InputProblem.Names.Select((name, i) => $"{name},{(i < 4 ? "seen" : "unseen")},{i}")]);

        Assert.EndsWith("classes.csv: the table has no column of numbers except an index.",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "1", "different whole numbers")]
    [InlineData("class_id", "1.5", "whole numbers")]
    public void Load_IndexByNameWithOtherValues_IsReadAsAFeatureWithANote(string name, string value, string expected)
    {
        InputProblem.WriteTables(_folder, change: (file, lines) => file != "features.csv" ? lines
            : [$"{lines[0]},{name}", .. lines[1..].Select(line => $"{line},{value}")]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        Assert.Equal(InputProblem.Width + 1, dataset.Features.Columns);
        Assert.Contains($"features.csv: column '{name}' was taken as numbers like the others, since its values are not "
            + $"all {expected} (if it is an index, delete it).", dataset.Notes);
    }
}
