using Parquet;
using Unseen.Images.Extraction;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Tests.Photographs;

public sealed class FeatureTableTests
{
    [Theory]
    [InlineData(2, 9000, 8192)]
    [InlineData(1 << 20, 6, 4)] // a row group has at most 16 MiB of features
    public async Task Write_Parquet_HasRowGroupsThatFitInMemory(int width, int rows, int largest)
    {
        using var folder = new TemporaryFolder();
        var result = new ExtractionResult([.. Enumerable.Range(0, rows)
            .Select(row => new LabelledImage($"{row}.jpg", null))], new float[rows * width], width, [], 0);

        FeatureTable.Write(result, folder["features.parquet"]);

        await using var reader = await ParquetReader.CreateAsync(
            folder["features.parquet"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([(long)largest, rows - largest], reader.RowGroups.Select(group => group.RowCount));
    }
}
