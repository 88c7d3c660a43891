using TorchSharp;

namespace Unseen.Tests.Native;

public class LibTorchLoadsTests
{
    [Fact]
    public void Sum_TwoByTwoOnes_IsFour()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal(4f, torch.ones(2, 2).sum().item<float>());
    }
}
