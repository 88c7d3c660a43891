namespace Unseen.Inference.Tests.Foundation;

public class FailureReasonTests
{
    [Theory]
    [InlineData(28, "the disk is full")] // error codes of Unix
    [InlineData(30, "the disk is read-only")]
    [InlineData(112, "the message")] // on Linux: the host is down
    [InlineData(19, "the message")] // on Unix: no such device
    [InlineData(unchecked((int)0x80070070), "the disk is full")] // error codes of Windows
    [InlineData(unchecked((int)0x80070013), "the disk is read-only")]
    public void Describe_ErrorCodeOfUnixOrWindows_ReturnsItsMeaning(int code, string expected) =>
        Assert.Equal(expected, FailureReason.Describe(new IOException("the message.", code)));

    [Fact]
    public void GetPath_PathWithAQuotationMark_IsTheWholePath()
    {
        var path = Path.Combine(Path.GetTempPath(), $"what's in {Guid.NewGuid():N}", "it's.txt");

        Assert.Equal(path, FailureReason.GetPath(Assert.ThrowsAny<IOException>(() => File.ReadAllText(path))));
    }
}
