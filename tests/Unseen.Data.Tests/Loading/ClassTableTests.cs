using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

public class ClassTableTests
{
    [Theory]
    [InlineData("stripes", true)]
    [InlineData("identity", true)]
    [InlineData("", false)]
    [InlineData("1st", false)]
    [InlineData("Label", false)]
    [InlineData("ID", false)] // taken as an index by the readers of tables
    [InlineData("unnamed: 0", false)]
    public void IsAttributeName_AnyName_IsTrueIfItsColumnIsReadAsNumbers(string name, bool expected) =>
        Assert.Equal(expected, ClassTable.IsAttributeName(name));
}
