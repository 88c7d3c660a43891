using Unseen.Training;

namespace Unseen.Tests.Training;

public class ClassifierRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(21_841)]
    [InlineData(1 << 28)]
    public void SamplesPerChunk_AnyNumberOfClasses_LogitsFitIntoASpanOfBytes(int classes)
    {
        var samples = ClassifierRun.SamplesPerChunk(classes);

        Assert.InRange(samples, 1, 1 << 15);
        Assert.InRange((long)samples * classes * sizeof(float), 1, int.MaxValue);
    }
}
