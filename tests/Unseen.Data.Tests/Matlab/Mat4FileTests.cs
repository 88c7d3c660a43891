using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Matlab;

public sealed class Mat4FileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(5, 4, "is cut short: 160 bytes are missing")]
    [InlineData(int.MaxValue, int.MaxValue, "is cut short")] // the number of bytes overflows 64 bits
    public void Open_MoreElementsThanTheFileHolds_IsRefused(int rows, int columns, string reason)
    {
        byte[] header =
        [
            .. BitConverter.GetBytes(0), .. BitConverter.GetBytes(rows), .. BitConverter.GetBytes(columns),
            .. BitConverter.GetBytes(0), .. BitConverter.GetBytes(2), (byte)'x', 0,
        ];

        var message = Assert.Throws<UnseenDataException>(
            () => ArrayFiles.Open(_folder.Write("short.mat", header))).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
