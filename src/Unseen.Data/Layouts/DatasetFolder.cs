using Unseen.Data.Csv;

namespace Unseen.Data.Layouts;

/// <summary>Finds the files of a dataset in its folder, by name or by content.</summary>
/// <param name="path">the folder</param>
internal sealed class DatasetFolder(string path)
{
    private const int ShownFiles = 3;
    private static readonly string[] _arrayFiles = [".mat", ".npz", ".safetensors", ".pt", ".parquet"];
    private static readonly string[] _extensions = [.. _arrayFiles, ".npy", .. TableText.Extensions];
    private readonly Dictionary<string, string[]> _arrays = [];
    private UnseenDataException? _fault;

    /// <summary>The folder.</summary>
    public string FolderPath => path;

    /// <summary>All data files in the folder, ordered by name.</summary>
    public IReadOnlyList<string> Files { get; } =
    [
        .. Directory.EnumerateFiles(path)
            .Where(file => _extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Finds a data file by its name, with or without extension, or by its path relative to the folder; null
    /// if there is none.</summary>
    /// <exception cref="UnseenDataException">The name has no extension, and several files have this name with different
    /// extensions.</exception>
    public string? Find(string name)
    {
        if (Files.FirstOrDefault(file => Path.GetFileName(file) == name) is { } exact)
            return exact;
        string[] named = [.. Files.Where(file => Path.GetFileNameWithoutExtension(file) == name)
            .Union(_extensions.Select(extension => Path.Combine(path, name + extension)).Where(File.Exists))];
        return named switch
        {
            [] => File.Exists(Path.Combine(path, name)) ? Path.Combine(path, name) : null,
            [var only] => only,
            _ => throw new UnseenDataException(path,
                $"there are several files named '{name}': {string.Join(", ", named.Select(Path.GetFileName))}. They "
                    + "may differ, so remove or rename all but one."),
        };
    }

    /// <summary>Whether a file of arrays has an array of this name; false if the file cannot be opened.</summary>
    public bool HasArray(string file, string array)
    {
        if (!_arrayFiles.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            return false;
        if (!_arrays.TryGetValue(file, out var names))
            _arrays[file] = names = ArrayNames(file);
        return names.Contains(array);
    }

    /// <summary>Finds the file with the split: the file of the requested descriptors if it has a split, else
    /// "att_splits", else the only file with a split; null if there is none.</summary>
    /// <exception cref="UnseenDataException">Several files have a split, or no file has a split and a file cannot be
    /// opened.</exception>
    public string? FindSplits(string? semantics)
    {
        if (Find(semantics ?? XlsaNames.SplitsFile) is { } named && HasArray(named, XlsaNames.TrainVal))
            return named;
        if (Find(XlsaNames.SplitsFile) is { } usual)
            return usual;
        var candidates = Files.Where(file => HasArray(file, XlsaNames.TrainVal)).ToArray();
        return candidates.Length switch
        {
            0 => _fault is null ? null : throw _fault, // a file that cannot be opened may have the split
            1 => candidates[0],
            _ => throw new UnseenDataException(path,
                $"there are several files that could have the split: {Names(candidates)}. Name one "
                    + $"{XlsaNames.SplitsFile}, or remove the others."),
        };
    }

    /// <summary>Finds the features file of the given name. If the name is null, finds "res101" or, if there is no such
    /// file, the only file with features.</summary>
    /// <exception cref="UnseenDataException">There is no file of the given name; or the name is null, there is no
    /// "res101", and no file or several files have features.</exception>
    public string FindFeatures(string? name)
    {
        if (Find(name ?? XlsaNames.FeaturesFile) is { } file)
            return file;
        var candidates = Files.Where(candidate => HasArray(candidate, XlsaNames.Features)).ToArray();
        if (name is null && candidates.Length == 1)
            return candidates[0];
        if (name is null && candidates.Length == 0 && _fault is not null)
            throw _fault;
        throw new UnseenDataException(path, $"there is no features file '{name ?? XlsaNames.FeaturesFile}'"
            + (candidates.Length == 0 ? "." : $", but {Names(candidates)}. Choose one of them by its name."));
    }

    /// <summary>Describes what is in the folder, as a sentence to append to a message.</summary>
    public string Describe()
    {
        if (Files.Count == 0)
            return $" The folder has no file of data{DescribeOthers()}.";
        if (Files is not [var only]
            || !_arrayFiles.Contains(Path.GetExtension(only), StringComparer.OrdinalIgnoreCase))
            return $" The folder has {string.Join(", ", Files.Select(Path.GetFileName))}.";
        using var file = ArrayFiles.Open(only);
        return $" {Path.GetFileName(only)} holds {ArrayProposal.Describe(file)}.";
    }

    /// <summary>Names files of other formats and the formats that can be read, as the end of a sentence; an empty
    /// string if there are no files.</summary>
    private string DescribeOthers()
    {
        string[] others = [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file))
            .Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        return others.Length == 0 ? "" : $" that can be read, but {string.Join(", ", others.Take(ShownFiles))}"
            + $"{(others.Length > ShownFiles ? $" and {others.Length - ShownFiles} more" : "")}. Export the data in "
            + $"one of the formats {string.Join(", ", _extensions)}";
    }

    /// <summary>Lists file names without extension, for messages.</summary>
    public static string Names(IEnumerable<string> files) =>
        string.Join(", ", files.Select(Path.GetFileNameWithoutExtension).Distinct());

    private string[] ArrayNames(string file)
    {
        try
        {
            using var opened = ArrayFiles.Open(file);
            return [.. opened.Entries.Select(entry => entry.Name)];
        }
        catch (UnseenDataException fault)
        {
            _fault ??= fault;
            return [];
        }
    }
}
