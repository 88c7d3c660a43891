using Microsoft.ML;
using Microsoft.ML.Transforms;
using SkiaSharp;
using Unseen.Inference;
using Unseen.ML;

namespace Unseen.Images.Tests.ML;

public sealed class MappingTests
{
    private static readonly TemporaryFolder _folder = CreateFolder();
    private static readonly float[] _green = [0, 2, 0, 0, 1, 0];
    private readonly MLContext _context = new();

    [Fact]
    public void Pipeline_SavedAndLoaded_PredictsTheSameAsTheModel()
    {
        FeatureRow[] rows = [.. Enumerable.Range(0, 20).Select(i => new FeatureRow
        {
            Features = [.. Enumerable.Range(0, 6).Select(k => ((i * 7) + (k * k)) % 11 / 11f)],
        })];
        var data = _context.Data.LoadFromEnumerable(rows);
        var pipeline = _context.Transforms.CustomMapping(new Features().GetMapping(), nameof(Features)).Fit(data);

        using var file = new MemoryStream();
        _context.Model.Save(pipeline, data.Schema, file);
        var fresh = new MLContext();
        fresh.ComponentCatalog.RegisterAssembly(typeof(Features).Assembly);
        var loaded = fresh.Model.Load(file, out _);

        var model = UnseenModel.Load(_folder.FullPath);
        var expected = rows.Select(row => model.Predict(row.Features)).ToArray();
        var predicted = fresh.Data.CreateEnumerable<PredictedRow>(loaded.Transform(data), reuseRowObject: false)
            .ToArray();
        Assert.Equal(expected.Select(one => (one.ClassName, one.Probability, one.IsUnseen)),
            predicted.Select(one => (one.PredictedLabel, one.Probability, one.IsUnseen)));
        var engine = fresh.Model.CreatePredictionEngine<FeatureRow, PredictedRow>(loaded);
        Assert.Equal("green", engine.Predict(new FeatureRow { Features = _green }).PredictedLabel);
    }

    [Fact]
    public void Pipeline_FeaturesFromATable_PredictsEachRow()
    {
        var table = _folder.GetPath("table.csv");
        File.WriteAllText(table, "name,f1,f2,f3,f4,f5,f6\na,0,2,0,0,1,0\nb,2,0,0,1,0,0\n");
        var data = _context.Data.LoadFromTextFile(table, [
            new("Features", Microsoft.ML.Data.DataKind.Single, 1, 6)], separatorChar: ',', hasHeader: true);

        var predicted = _context.Transforms.CustomMapping(new Features().GetMapping(), nameof(Features)).Fit(data)
            .Transform(data);

        Assert.Equal(["green", "red"], _context.Data.CreateEnumerable<PredictedRow>(predicted, reuseRowObject: false)
            .Select(row => row.PredictedLabel));
    }

    [Fact]
    public void Mapping_FeaturesOfAnotherWidth_ThrowsWithBothWidths()
    {
        var refusal = Assert.Throws<ArgumentException>(
            () => new Features().GetMapping()(new FeatureRow { Features = [1, 2] }, new PredictedRow()));

        Assert.StartsWith("Features must be 6 numbers, as ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(", but were 2.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pipeline_Photographs_PredictsEachPhotograph()
    {
        PhotographRow[] rows = [.. Enumerable.Range(0, 40).Select(i => new PhotographRow
        {
            ImagePath = _folder.Write($"{i}.png", Pictures.Solid(9, 9, i % 3 == 0 ? SKColors.Red : SKColors.Lime)),
        })];
        var data = _context.Data.LoadFromEnumerable(rows);
        var pipeline = _context.Transforms.CustomMapping(new Photographs().GetMapping(), nameof(Photographs)).Fit(data);

        var predicted = _context.Data.CreateEnumerable<PredictedRow>(pipeline.Transform(data), reuseRowObject: false);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? ("red", false) : ("green", true)),
            predicted.Select(row => (row.PredictedLabel, row.IsUnseen)));
    }

    private static TemporaryFolder CreateFolder()
    {
        var folder = new TemporaryFolder();
        ColourModel.Write(folder.FullPath);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    }

    [CustomMappingFactoryAttribute(nameof(Features))]
    internal sealed class Features() : FeatureMapping(_folder.FullPath);

    [CustomMappingFactoryAttribute(nameof(Photographs))]
    internal sealed class Photographs() : PhotographMapping(_folder.FullPath);
}
