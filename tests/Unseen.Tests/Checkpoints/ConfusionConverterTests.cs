using System.Text.Json;
using Unseen.Checkpoints;

namespace Unseen.Tests.Checkpoints;

public sealed class ConfusionConverterTests
{
    private static readonly int[][] _matrix = [[3, 0, 1], [0, 0, 0], [0, 25, 0]];

    [Fact]
    public void Serialize_ConfusionMatrix_LeavesOutZerosAndCanBeRead()
    {
        var json = JsonSerializer.Serialize(_matrix, CheckpointFile.Json);

        Assert.Equal("""[{"0":3,"2":1},{},{"1":25}]""", json);
        Assert.Equal(_matrix, JsonSerializer.Deserialize<int[][]>(json, CheckpointFile.Json));
    }

    [Fact]
    public void Deserialize_MatrixOfAnEarlierVersion_ReturnsAllCounts() => Assert.Equal(
        _matrix, JsonSerializer.Deserialize<int[][]>("[[3,0,1],[0,0,0],[0,25,0]]", CheckpointFile.Json));

    [Theory]
    [InlineData("""[{"1":1}]""")]
    [InlineData("""[{"-1":1}]""")]
    [InlineData("""[{"a":1}]""")]
    [InlineData("""[{"0":1,"0":2}]""")]
    [InlineData("[null]")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void Deserialize_DamagedMatrix_ThrowsJsonException(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<int[][]>(json, CheckpointFile.Json));
}
