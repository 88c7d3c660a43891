using Unseen.Data.Arrays;
using Unseen.Data.Csv;

namespace Unseen.Data.Layouts;

/// <summary>The location of the descriptors of a dataset.</summary>
/// <param name="FilePath">a file of arrays, or a table</param>
/// <param name="ArrayName">name of the array in the file; null for a table. Null for a file of arrays chooses the first
/// array with a usual name for descriptors or, if there is none, the only matrix</param>
internal sealed record SemanticsSource(string FilePath, string? ArrayName)
{
    /// <summary>Finds the descriptors: a file with the name <paramref name="semantics"/>, or an array with this name in
    /// the file with the split. If the name is null, finds the array <c>att</c> in the file with the split.</summary>
    /// <exception cref="UnseenDataException">There is neither a file nor an array of that name.</exception>
    public static SemanticsSource Find(string? semantics, string splitsPath, DatasetFolder? folder)
    {
        var file = semantics is null ? splitsPath : folder?.Find(semantics);
        if (file == splitsPath)
            return new(splitsPath, XlsaNames.Descriptors);
        if (file is not null)
            return new(file, null);
        using var splits = ArrayFiles.Open(splitsPath);
        if (splits.Find(semantics!) is not null)
            return new(splitsPath, semantics);
        var arrays = ArrayRoles.Matrices(splits).Select(entry => entry.Name);
        var others = folder?.Files.Where(other => other != splitsPath && !folder.HasArray(other, XlsaNames.Features))
            ?? [];
        throw new UnseenDataException(splitsPath, $"there are no descriptors '{semantics}'. Found: "
            + $"{string.Join(", ", arrays.Append(DatasetFolder.Names(others)).Where(n => n.Length > 0))}.");
    }

    /// <summary>Reads the descriptors; [C, A].</summary>
    /// <param name="classNames">names of the classes, in the order of the result. The rows of a table are found by
    /// these names. Null if the names are not known: the descriptors are then in the order of the file</param>
    /// <param name="reading">the user's options; receives notes</param>
    /// <exception cref="UnseenDataException">The descriptors are absent or damaged, or there is not one for each
    /// class.</exception>
    public FeatureMatrix Read(string[]? classNames, ReadingContext reading)
    {
        if (TableText.IsTable(FilePath))
            return ReadTable(classNames, reading);
        using var file = ArrayFiles.Open(FilePath);
        var name = ArrayName ?? ArrayRoles.Find(file, ArrayRoles.Descriptors, reading)?.Name ?? OnlyMatrix(file);
        if (classNames is null && file.Find(name) is { Rows: > 1 } entry && entry.Rows == entry.Columns)
            reading.Note(FilePath, $"'{name}' is square, {entry.ShapeText}: its columns were taken as the "
                + $"{entry.Columns} classes");
        return classNames is null ? file.ReadColumns(name)
            : file.ReadSamples(name, classNames.Length, "class names", rowsFirst: false, map: false, reading);
    }

    private FeatureMatrix ReadTable(string[]? classNames, ReadingContext reading)
    {
        var table = CsvTable.Read(FilePath, [CsvColumns.Class, CsvColumns.Role], hasNumbers: false, reading);
        List<string> rows = [.. ClassNames.Create(FilePath, table.RequireTexts(CsvColumns.Class)).All];
        var order = Array.ConvertAll(classNames ?? [.. rows], name => rows.IndexOf(name));
        var missing = Array.IndexOf(order, -1);
        return missing < 0
            ? table.ToMatrix().Select(order)
            : throw new UnseenDataException(FilePath,
                $"there is no row for class '{classNames![missing]}' in column 'class'. Add one for every class.");
    }

    private static string OnlyMatrix(ArrayFile file)
    {
        var matrices = ArrayRoles.Matrices(file);
        return matrices.Count == 1
            ? matrices[0].Name
            : throw new UnseenDataException(file.FilePath,
                $"the descriptors must be the array '{XlsaNames.Descriptors}' or the only matrix, but the file has "
                    + (matrices.Count == 0 ? "no matrix" : string.Join(", ", matrices.Select(entry => entry.Name)))
                    + ".");
    }
}
