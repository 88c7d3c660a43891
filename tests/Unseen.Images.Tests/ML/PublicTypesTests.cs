using Unseen.TestSupport;

namespace Unseen.Images.Tests.ML;

public sealed class PublicTypesTests
{
    [Fact]
    public void Assembly_MakesPublicWhatIsListed() => PublicTypes.Check("Unseen.ML");
}
