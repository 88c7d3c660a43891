namespace Unseen.Data.Downloads;

/// <summary>A public archive of benchmark data.</summary>
/// <param name="Name">short name on the command line</param>
/// <param name="Address">address of the archive</param>
/// <param name="Description">contents of the archive, and the paper that published it</param>
public sealed record DatasetArchive(string Name, Uri Address, string Description)
{
    private static readonly Dictionary<string, string> _datasets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AWA1"] = "AwA1",
        ["AWA2"] = "AwA2",
        ["CUB"] = "CUB",
        ["SUN"] = "SUN",
        ["APY"] = "aPY",
        ["FLO"] = "FLO",
    };

    private static readonly string[] _extensions = [".mat", ".txt"];

    /// <summary>ResNet-101 features, attributes and the proposed splits of AwA1, AwA2, CUB, SUN and aPY (Xian et al.,
    /// TPAMI 2019).</summary>
    public static DatasetArchive Xlsa17 { get; } = new(
        "xlsa17", new Uri("http://datasets.d2.mpi-inf.mpg.de/xian/xlsa17.zip"),
        "ResNet-101 features, attributes and proposed splits of AwA1, AwA2, CUB, SUN, aPY (Xian et al., TPAMI 2019)");

    /// <summary>The 1024-d sentence embeddings of CUB, published with f-CLSWGAN (Xian et al., CVPR 2018).</summary>
    public static DatasetArchive CubSentences { get; } = new(
        "cub-sent", new Uri("http://datasets.d2.mpi-inf.mpg.de/xian/cvpr18xian.zip"),
        "1024-d sentence embeddings of CUB, published with f-CLSWGAN (Xian et al., CVPR 2018)");

    /// <summary>All archives.</summary>
    public static IReadOnlyList<DatasetArchive> All { get; } = [Xlsa17, CubSentences];

    /// <summary>
    /// Gets the path, relative to the output folder, that an entry is extracted to. For example,
    /// <c>.../APY/res101.mat</c> becomes <c>aPY/res101.mat</c>. <c>.../CUB/sent_splits.mat</c> becomes
    /// <c>CUB/sent.mat</c>, so that the semantics are named "sent".
    /// </summary>
    /// <param name="entry">path inside the archive, with slashes</param>
    /// <returns>the path, with slashes, or null if the entry is not a .mat or .txt file in the folder of a known
    /// dataset</returns>
    public static string? GetTarget(string entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var parts = entry.Split('/');
        if (parts.Length < 2 || !_datasets.TryGetValue(parts[^2], out var dataset)
            || !_extensions.Contains(Path.GetExtension(parts[^1])))
            return null;
        return $"{dataset}/{(parts[^1] == "sent_splits.mat" ? "sent.mat" : parts[^1])}";
    }
}
