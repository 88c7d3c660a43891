using Unseen.Data.Csv;

namespace Unseen.Data.Layouts;

/// <summary>Finds the files of a dataset by the names people give them.</summary>
/// <param name="path">the folder</param>
internal sealed class DatasetFolder(string path)
{
    private static readonly string[] _arrayFiles = [".mat", ".npz", ".safetensors", ".pt", ".parquet"];
    private static readonly string[] _extensions = [.. _arrayFiles, ".npy", .. TableText.Extensions];
    private readonly Dictionary<string, string[]> _arrays = [];
    private UnseenDataException? _fault;

    /// <summary>The folder.</summary>
    public string FolderPath => path;

    /// <summary>All data files in the folder, ordered by name.</summary>
    public IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(path).Where(file => _extensions.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal)];

    /// <summary>The data file of a name, with or without its extension, or a path from the folder; null if there is
    /// none.</summary>
    public string? Find(string name)
        => Files.FirstOrDefault(file => Path.GetFileName(file) == name)
        ?? _extensions.Select(extension => Path.Combine(path, name + extension)).FirstOrDefault(File.Exists)
        ?? (File.Exists(Path.Combine(path, name)) ? Path.Combine(path, name) : null);

    /// <summary>Whether a file of arrays has one of this name; a file that cannot be opened has none.</summary>
    public bool HasArray(string file, string array)
    {
        if (!_arrayFiles.Contains(Path.GetExtension(file)))
            return false;
        if (!_arrays.TryGetValue(file, out var names))
            _arrays[file] = names = ArrayNames(file);
        return names.Contains(array);
    }

    /// <summary>The file with the split: the one that holds the descriptors asked for, "att_splits", or the only one
    /// that has a split.</summary>
    /// <exception cref="UnseenDataException">Several files have a split, or none has and one cannot be
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
            0 => _fault is null ? null : throw _fault, // what is looked for may be in the file that cannot be opened
            1 => candidates[0],
            _ => throw new UnseenDataException(path,
                $"there are several files that could have the split: {Names(candidates)}. Name one "
                    + $"{XlsaNames.SplitsFile}, or remove the others."),
        };
    }

    /// <summary>The features file of a name, or without a name "res101" or the only one there.</summary>
    /// <exception cref="UnseenDataException">There is none of that name, or without a name none or
    /// several.</exception>
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

    /// <summary>What is in the folder, as a sentence behind others.</summary>
    public string Describe()
    {
        if (Files.Count == 0)
            return " The folder has no file of data.";
        if (Files is not [var only] || !_arrayFiles.Contains(Path.GetExtension(only)))
            return $" The folder has {string.Join(", ", Files.Select(Path.GetFileName))}.";
        using var file = ArrayFiles.Open(only);
        return $" {Path.GetFileName(only)} holds {ArrayProposal.Describe(file)}.";
    }

    /// <summary>File names without extension, for messages.</summary>
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
