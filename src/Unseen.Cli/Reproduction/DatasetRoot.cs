using Unseen.Cli.Flags;
using Unseen.Cli.Runs;
using Unseen.Data;

namespace Unseen.Cli.Reproduction;

/// <summary>A folder with a dataset a subfolder, or a dataset itself.</summary>
internal static class DatasetRoot
{
    private static readonly string[] _extensions = [".mat", ".npz", ".csv"];

    public static Flag Data { get; } =
        new("--data", FlagKind.Text, "ROOT", "A folder with a folder for each dataset, or one dataset.");

    public static Flag Datasets { get; } = new(
        "--datasets", FlagKind.Text, "LIST",
            "Which of ROOT's folders, with commas between them [default: all with data].");

    /// <summary>The datasets that a command line names.</summary>
    /// <exception cref="DataException">ROOT is no folder or file, or has none of the datasets.</exception>
    /// <exception cref="UsageException">--datasets comes with a single dataset.</exception>
    public static IReadOnlyList<DataSource> Find(FlagValues values)
    {
        var root = values.Require(Data);
        DataSource Source(string path) =>
            new(path, values.Text(CommonFlags.Features), values.Text(CommonFlags.Semantics));
        if (File.Exists(root) || HasData(root))
            return values.Text(Datasets) is null
                ? [Source(root)]
                : throw new UsageException(
                    $"{values.NameOf(Datasets)} must go with a ROOT of several datasets, but {root} is one.");
        if (!Directory.Exists(root))
            throw new DataException(root, "ROOT", "a folder", "nothing");
        if (values.Text(Datasets) is { } names)
            return [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(name => Source(Named(root, name)))];
        return Directory.EnumerateDirectories(root).Where(HasData).Order(StringComparer.Ordinal).Select(Source)
            .ToArray() is [_, ..] sources
            ? sources
            : throw new DataException(root, "ROOT", "a folder with data, or with folders that have data", "neither");
    }

    private static string Named(string root, string name)
    {
        var path = Path.Combine(root, name);
        return HasData(path) ? path : throw new DataException(
            path, "dataset", "a folder with .mat, .npz or .csv files", Directory.Exists(path) ? "one without"
            : "nothing");
    }

    private static bool HasData(string path) =>
        Directory.Exists(path) && Directory.EnumerateFiles(path)
            .Any(file => _extensions.Contains(Path.GetExtension(file)));
}
