using Unseen.Data.Arrays;

namespace Unseen.Data.Layouts;

/// <summary>Reads labels and the parts of a split from arrays of numbers, names, one-hot rows or columns, or
/// masks.</summary>
internal static class SampleNumbers
{
    private const int MinMaskImages = 3;
    private const int White = 255; // in masks that are saved as images

    /// <summary>Adds a note that lists the arrays of a file that are not read, since their types are
    /// unsupported.</summary>
    public static void NoteUnread(ArrayFile file, ReadingContext reading)
    {
        string[] unread = [.. file.Entries.Where(
            entry => entry.Kind == ArrayKind.Unsupported
                && entry.Name is not (XlsaNames.ClassNames or XlsaNames.DatasetName)
                && entry is not { Name: XlsaNames.Labels or XlsaNames.ImageFiles, MayBeText: true })
            .Select(entry => $"'{entry.Name}' ({entry.Type})")];
        if (unread.Length > 0)
            reading.Note(file.FilePath,
                $"left out, since their types are not supported: {string.Join(", ", unread)}");
    }

    /// <summary>Reads the 0-based class of every image; [N]. Does not check that numbers are in range.</summary>
    /// <param name="file">the file</param>
    /// <param name="names">names of all classes, or null if there are none</param>
    /// <param name="reading">the user's options; receives notes</param>
    /// <exception cref="UnseenDataException">The array is absent, damaged, does not fit into memory or has no supported
    /// form, or a label is neither the name nor the number of a class.</exception>
    public static int[] ReadLabels(ArrayFile file, ClassNames? names, ReadingContext reading)
    {
        const string name = XlsaNames.Labels;
        var entry = file.Find(name);
        if (entry is { MayBeText: true } && names is not null)
            return names.GetIndices(file.ReadStrings(name), file.FilePath, reading);
        if (entry is null or { Kind: not ArrayKind.Number } || !entry.IsMatrix)
            return FromFile(file.ReadIntegers(name), reading);
        foreach (var columns in (bool[])[false, true])
            if (OneHot(columns ? file.ReadColumns(name) : file.ReadRows(name)) is { } labels)
            {
                reading.Note(file.FilePath, $"'{name}' ({entry.ShapeText}) read as one-hot, one "
                    + $"{(columns ? "column" : "row")} per image");
                return labels;
            }

        throw new UnseenDataException(file.FilePath,
            $"array '{name}' is a matrix {entry.ShapeText}, and not one-hot: not "
            + "every image has a single 1 and otherwise zeros. For each image, save the number of its class.");
    }

    /// <summary>Reads the 0-based indices of the images in one part of the split. Does not check that they are in
    /// range.</summary>
    /// <param name="file">the file</param>
    /// <param name="name">name of the array</param>
    /// <param name="images">N, the number of images</param>
    /// <param name="reading">the user's options; receives notes</param>
    /// <exception cref="UnseenDataException">The array is absent or damaged, does not contain whole numbers, or is a
    /// mask that does not have one value per image.</exception>
    public static int[] ReadRows(ArrayFile file, string name, int images, ReadingContext reading)
    {
        var numbers = file.ReadIntegers(name);
        var isLogical = file.Find(name)!.IsLogical;
        if (isLogical && numbers.Length != images)
            throw new UnseenDataException(file.FilePath,
                $"array '{name}' is a mask of {numbers.Length} values, but there "
                + $"are {images} images. A mask needs one value per image.");
        var isMask = isLogical || (images >= MinMaskImages && numbers.Length == images
            && (Array.TrueForAll(numbers, number => number is 0 or 1)
                || Array.TrueForAll(numbers, number => number is 0 or White)));
        if (!isMask)
            return FromFile(numbers, reading);
        int[] rows = [.. numbers.Index().Where(pair => pair.Item != 0).Select(pair => pair.Index)];
        reading.Note(file.FilePath, $"'{name}' read as a mask{(numbers.Contains(White) ? " of 0 and 255" : "")}: "
            + $"{rows.Length} of {images} images");
        return rows;
    }

    private static int[] FromFile(int[] numbers, ReadingContext reading) =>
        reading.Options.CountedFrom == 0 ? numbers : OneBased.FromFile(numbers);

    /// <summary>Gets the position of the 1 in every row. Returns null unless each row has a single 1 and otherwise
    /// zeros.</summary>
    private static int[]? OneHot(FeatureMatrix matrix)
    {
        var labels = new int[matrix.Rows];
        for (var i = 0; i < labels.Length; i++)
        {
            var row = matrix.Row(i);
            labels[i] = row.IndexOf(1f);
            if (labels[i] < 0 || row[..labels[i]].ContainsAnyExcept(0f) || row[(labels[i] + 1)..].ContainsAnyExcept(0f))
                return null;
        }

        return labels;
    }
}
