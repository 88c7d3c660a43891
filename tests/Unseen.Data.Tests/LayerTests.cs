using System.Reflection;

namespace Unseen.Data.Tests;

public sealed class LayerTests
{
    // Unseen.Inference, and libraries that contain only managed code. Assemblies named System.* are allowed too.
    private static readonly string[] _allowed =
        ["Unseen.Inference", "ICSharpCode.SharpZipLib", "ExcelDataReader", "Parquet", "ZstdSharp",
            "Microsoft.Win32.Primitives"];

    [Fact]
    public void ReferencedAssemblies_DataLayer_AreNeitherTorchSharpNorNative()
    {
        string[] referenced = [.. typeof(GzslDataset).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];

        Assert.DoesNotContain(referenced, name => name.Contains("Torch", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(referenced.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)).Except(_allowed));
    }

    [Fact]
    public void DataLayer_HasNoPlatformInvocations()
    {
        const BindingFlags all =
            BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly;
        var native = typeof(GzslDataset).Assembly.GetTypes().SelectMany(type => type.GetMethods(all))
            .Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl));

        Assert.Empty(native);
    }

    [Fact]
    public void BuildOutput_OfTheseTests_HasNoLibTorch()
    {
        var files = Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName);

        Assert.DoesNotContain(files, name => name!.Contains("torch", StringComparison.OrdinalIgnoreCase));
    }
}
