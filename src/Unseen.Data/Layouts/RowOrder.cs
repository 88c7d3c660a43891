using Unseen.Data.Csv;

namespace Unseen.Data.Layouts;

/// <summary>Checks that the rows of two files belong to the same images, if both files identify the images.</summary>
internal static class RowOrder
{
    /// <summary>Throws if two files name different images in the same row. Paths that differ only in their leading
    /// folders are the same image.</summary>
    /// <param name="path">one file</param>
    /// <param name="images">its paths of images, or null if it has none; [N]</param>
    /// <param name="otherPath">the other file</param>
    /// <param name="otherImages">its paths of images, or null if it has none; the check is left out if there are more
    /// or fewer than N</param>
    /// <returns>whether both files name the images</returns>
    /// <exception cref="UnseenDataException">The images of a row differ.</exception>
    public static bool RequireSameImages(
        string path, string[]? images, string otherPath, string[]? otherImages)
    {
        if (images is null || otherImages is null || images.Length != otherImages.Length)
            return false;
        var row = WithoutCommonFolder(images).Zip(WithoutCommonFolder(otherImages)).Index().FirstOrDefault(
            pair => !IsSameImage(pair.Item.First, pair.Item.Second), (Index: -1, default)).Index;
        return row < 0 ? true : throw new UnseenDataException(path, $"image {row + 1} is '{images[row]}', but image "
            + $"{row + 1} of {Path.GetFileName(otherPath)} is '{otherImages[row]}'. Both files must have the same "
            + "images in the same order: sort them, save them again together or, if the order is the same, delete the "
            + "paths in one of them.");
    }

    /// <summary>Throws if two tables have different numbers for the same row. Columns that only count the rows do not
    /// contradict each other. Columns of different names or without names are compared only if they have the same
    /// values in another order.</summary>
    /// <param name="path">one table</param>
    /// <param name="ids">its column that identifies the rows, or null if it has none</param>
    /// <param name="otherPath">the other table</param>
    /// <param name="otherIds">its column that identifies the rows, or null if it has none</param>
    /// <exception cref="UnseenDataException">The numbers of a row differ.</exception>
    public static void RequireSameIds(string path, RowIds? ids, string otherPath, RowIds? otherIds)
    {
        if (ids is null || otherIds is null || ids.Values.Length != otherIds.Values.Length
            || ids.Values.SequenceEqual(otherIds.Values) || (ids.CountsRows && otherIds.CountsRows)
            || ((ids.Name.Length == 0 || !ids.Name.Equals(otherIds.Name, StringComparison.OrdinalIgnoreCase))
                && !ids.Values.ToHashSet().SetEquals(otherIds.Values)))
            return;
        var row = ids.Values.Zip(otherIds.Values).TakeWhile(pair => pair.First == pair.Second).Count();
        throw new UnseenDataException(path, $"image {row + 1} has {ids.Values[row]:0} in {ids.Description}, but image "
            + $"{row + 1} of {Path.GetFileName(otherPath)} has {otherIds.Values[row]:0} in {otherIds.Description}. "
            + "Sort both files by these columns or, if they do not identify the images, delete one of them.");
    }

    /// <summary>Gets the paths in normal form, without the folders that all of them begin with.</summary>
    private static string[] WithoutCommonFolder(string[] paths)
    {
        var normal = Array.ConvertAll(paths, Normalize);
        var common = normal.Length == 0 ? "" : normal.Aggregate((one, other) =>
            one[..one.AsSpan().CommonPrefixLength(other)]);
        var start = common.LastIndexOf('/') + 1;
        return Array.ConvertAll(normal, path => path[start..]);
    }

    private static bool IsSameImage(string longer, string shorter)
    {
        if (longer.Length < shorter.Length)
            (longer, shorter) = (shorter, longer);
        return longer == shorter
            || (shorter.Length > 0 && longer.EndsWith("/" + shorter, StringComparison.Ordinal));
    }

    private static string Normalize(string path)
    {
        var normal = NormalForm.Normalize(path).Replace('\\', '/');
        return normal.StartsWith("./", StringComparison.Ordinal) ? normal[2..] : normal;
    }
}
