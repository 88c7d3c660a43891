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
    /// <param name="classNames">names of the classes, in the order of the result. The rows of a table, and the
    /// descriptors in a file that also names the classes, are found by these names. Null if the names are not known:
    /// the descriptors are then in the order of the file</param>
    /// <param name="reading">the user's options; receives notes</param>
    /// <exception cref="UnseenDataException">The descriptors are absent or damaged, there is not one for each class, or
    /// two classes have the same name.</exception>
    public FeatureMatrix Read(string[]? classNames, ReadingContext reading)
    {
        if (TableText.IsTable(FilePath))
            return ReadTable(classNames, reading);
        using var file = ArrayFiles.Open(FilePath);
        var name = ArrayName ?? ArrayRoles.Find(file, ArrayRoles.Descriptors, reading)?.Name ?? OnlyMatrix(file);
        if (classNames is null)
        {
            if (file.Find(name) is { Rows: > 1 } entry && entry.Rows == entry.Columns)
                reading.Note(FilePath, $"'{name}' is square, {entry.ShapeText}: its columns were taken as the "
                    + $"{entry.Columns} classes");
            return file.ReadColumns(name);
        }

        if (ArrayName is null && FindNames(file, name, classNames) is var (array, names))
            return file.ReadSamples(name, names.Count, "class names", rowsFirst: false, map: false, reading)
                .Select(Order(names, classNames, missing =>
                    $"there is no class '{missing}' in array '{array}'. Add one for every class."));
        if (ArrayName is null && ArrayRoles.FindClassNames(file) is { } unused)
            reading.Note(FilePath, $"'{unused}' has none of the names of the classes, so the descriptors were taken in "
                + "the order of the classes");
        return file.ReadSamples(name, classNames.Length, "class names", rowsFirst: false, map: false, reading);
    }

    /// <summary>Finds the names of the classes whose descriptors a file has; null if it has no such names.</summary>
    private (string Array, IReadOnlyList<string> Names)? FindNames(
        ArrayFile file, string descriptors, string[] classNames)
    {
        if (ArrayRoles.ReadClassNames(file, classNames) is not var (_, array, names, isCertain))
            return null;
        var entry = file.Find(descriptors);
        return isCertain || entry?.Rows == names.Length || entry?.Columns == names.Length
            ? (array, ClassNames.Create(FilePath, names).All) : null;
    }

    private FeatureMatrix ReadTable(string[]? classNames, ReadingContext reading)
    {
        var table = CsvTable.Read(FilePath, [CsvColumns.Class, CsvColumns.Role], everyRowHasNumber: false, reading);
        var rows = ClassNames.Create(FilePath, table.RequireTexts(CsvColumns.Class)).All;
        return table.ToMatrix().Select(Order(
            rows, classNames ?? [.. rows], name => $"there is no row for class '{name}' in column 'class'. Add one for "
                + "every class."));
    }

    /// <summary>Gets the place of every class among the names in this file; [C].</summary>
    private int[] Order(IReadOnlyList<string> names, string[] classNames, Func<string, string> describeMissing)
    {
        var places = names.Index().ToDictionary(name => name.Item, name => name.Index);
        return Array.ConvertAll(classNames, name => places.TryGetValue(name, out var place) ? place
            : throw new UnseenDataException(FilePath, describeMissing(name)));
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
