using Unseen.Data.Caching;
using Unseen.Data.Csv;
using Unseen.Data.Inspection;
using Unseen.Data.Layouts;

namespace Unseen.Data.Loading;

/// <summary>Reads a dataset from files in one of several layouts.</summary>
/// <remarks>
/// <para>xlsa17: a features file (arrays <c>features</c>, <c>labels</c>, <c>image_files</c>) and "att_splits" (arrays
/// <c>att</c>, <c>allclasses_names</c>, <c>trainval_loc</c>, <c>test_seen_loc</c>, <c>test_unseen_loc</c>,
/// <c>train_loc</c>, <c>val_loc</c>) in MATLAB, .npz or another format of <see cref="ArrayFiles"/>. One file can also
/// contain everything, such as the .npz file that <see cref="DatasetConverter"/> writes. Labels and indices count from
/// 1 unless <see cref="ReadingOptions.CountedFrom"/> is 0.</para>
/// <para>Tables: <c>classes.csv</c> (class, role, descriptor values), <c>features</c> (a table, or a file of arrays)
/// and, if the features come without labels, <c>labels</c> (also a table, or a file of arrays). If there is no column
/// "split", a fifth of every seen class is held out for testing, by a fixed seed.</para>
/// </remarks>
public static class DatasetLoader
{
    /// <summary>Loads a dataset, and throws if the dataset has an error that would make results invalid.</summary>
    /// <param name="path">a folder in one of the layouts, or one file that contains everything</param>
    /// <param name="features">name of the features file without extension; by default "res101" or, if there is no such
    /// file, the only file with features; for tables, "features"</param>
    /// <param name="semantics">name of the file or array with the descriptors; by default the array <c>att</c> in the
    /// file with the split; for tables, the table of classes</param>
    /// <param name="cache">cache of converted datasets, which load in milliseconds; null (default) for none</param>
    /// <param name="reading">options that override what is recognised from the files; null (default) to recognise
    /// everything</param>
    /// <returns>the dataset, the same with a cache as without; its features may be mapped
    /// (<see cref="FeatureMatrix.IsMapped"/>)</returns>
    /// <exception cref="ArgumentException"><paramref name="reading"/> is not valid.</exception>
    /// <exception cref="UnseenDataException">A file is absent or damaged, or the data has an error.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    public static GzslDataset Load(
        string path, string? features = null, string? semantics = null, DatasetCache? cache = null,
        ReadingOptions? reading = null)
    {
        var files = Find(path, features, semantics, reading);
        if (cache is not null)
            return cache.Load(files, reading is null ? semantics : $"{semantics} {reading}", checksums =>
                ReadValid(files, checksums, path));
        using var computed = FileChecksums.Begin(files.Paths);
        return ReadValid(files, computed, path);
    }

    /// <summary>Reads a dataset for inspection, without checking its content.</summary>
    /// <param name="path">as for <see cref="Load"/></param>
    /// <param name="features">as for <see cref="Load"/></param>
    /// <param name="semantics">as for <see cref="Load"/></param>
    /// <param name="reading">as for <see cref="Load"/></param>
    /// <exception cref="ArgumentException"><paramref name="reading"/> is not valid.</exception>
    /// <exception cref="UnseenDataException">A file is absent or damaged, or its arrays do not belong
    /// together.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    public static GzslDataset Read(
        string path, string? features = null, string? semantics = null, ReadingOptions? reading = null)
    {
        var files = Find(path, features, semantics, reading);
        using var checksums = FileChecksums.Begin(files.Paths);
        return files.ReadWith(checksums);
    }

    private static GzslDataset ReadValid(DatasetFiles files, FileChecksums checksums, string path)
    {
        var (dataset, used) = files.ReadWithNotes();
        // The checksums are computed in the background during this check.
        DatasetInspector.Inspect(dataset).ThrowIfErrors(path, "the dataset cannot be evaluated");
        return LabelColumns.WithNote(dataset with { Checksums = checksums.ByName(used) });
    }

    private static DatasetFiles Find(string path, string? features, string? semantics, ReadingOptions? reading)
    {
        ArgumentNullException.ThrowIfNull(path);
        var context = ReadingContext.Create(reading, nameof(reading));
        var fullPath = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(fullPath) && features is not null)
            throw new UnseenDataException(path,
                $"the features file '{features}' cannot be chosen: this dataset is one file. Leave the name out.");
        if (File.Exists(fullPath))
        {
            RequireSplit(fullPath);
            return XlsaLayout.Find(Path.GetFileNameWithoutExtension(fullPath), fullPath, fullPath,
                SemanticsSource.Find(semantics, fullPath, folder: null), context);
        }

        if (!Directory.Exists(fullPath))
            throw new UnseenDataException(
                path, "the dataset does not exist. Name a folder with a dataset, or an .npz file.");
        var folder = new DatasetFolder(fullPath);
        if (folder.FindSplits(semantics) is not { } splitsPath)
            return CsvLayout.Find(folder, features, semantics, context);
        return XlsaLayout.Find(Path.GetFileName(fullPath), folder.FindFeatures(features), splitsPath,
            SemanticsSource.Find(semantics, splitsPath, folder), context);
    }

    /// <summary>Throws if a single file has no split. The message says what the file contains instead.</summary>
    private static void RequireSplit(string path)
    {
        if (TableText.IsTable(path))
            throw new UnseenDataException(path, "this is a table, and a dataset of tables is a folder. Name the "
                + "folder, with classes.csv and features.csv in it.");
        using var file = ArrayFiles.Open(path);
        if (file.Find(XlsaNames.TrainVal) is null)
            throw new UnseenDataException(path, $"there is no split ('{XlsaNames.TrainVal}', "
                + $"'{XlsaNames.TestSeen}', '{XlsaNames.TestUnseen}'). The file contains "
                + $"{ArrayProposal.Describe(file)}. "
                + $"If these are features, call it {XlsaNames.Features}{Path.GetExtension(path)} in a folder with a "
                + "classes.csv: one row per class, its name, perhaps its role (seen or unseen), then its descriptor.");
    }
}
