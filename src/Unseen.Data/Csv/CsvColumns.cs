namespace Unseen.Data.Csv;

/// <summary>The text columns that a table can have, and the names that they can have in a header. All other columns
/// contain numbers or an index, or are empty.</summary>
internal static class CsvColumns
{
    public const string Class = "class";
    public const string Role = "role";
    public const string Split = "split";
    public const string Image = "image";
    public const string Description = "description";

    private static readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["class"] = Class,
        ["label"] = Class,
        ["name"] = Class,
        ["class_name"] = Class,
        ["classname"] = Class,
        ["target"] = Class,
        ["targets"] = Class,
        ["role"] = Role,
        ["split"] = Split,
        ["image"] = Image,
        ["file"] = Image,
        ["image_file"] = Image,
        ["description"] = Description,
    };

    private static readonly HashSet<string> _indexNames =
        new(["index", "idx", "id", "no", "no.", "nr", "nr.", "#", "row", "rownum"], StringComparer.OrdinalIgnoreCase);

    // names of numbers that identify a class or an image
    private static readonly HashSet<string> _idNames = new(
        [
            "class_id", "classid", "class_idx", "class_index", "label_id", "image_id", "img_id", "sample_id", "row_id",
            "rowid",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the text column that a name in a header denotes, or null.</summary>
    public static string? Recognize(string field) => _names.GetValueOrDefault(field);

    /// <summary>Whether a name in a header can mean the label or a feature.</summary>
    public static bool IsTarget(string field) => field.StartsWith("target", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name in a header is a usual name of an index.</summary>
    public static bool IsIndexName(string field) => _indexNames.Contains(field) || _idNames.Contains(field);

    /// <summary>Whether the numbers of an index with this name may repeat, such as the number of a class in a table of
    /// images.</summary>
    public static bool MayRepeat(string field) => _idNames.Contains(field);

    /// <summary>Whether a column has no name, or a name such as "Unnamed: 0", which pandas gives to a column
    /// without a name.</summary>
    public static bool IsUnnamed(string field) =>
        field.Length == 0 || field.StartsWith("Unnamed:", StringComparison.OrdinalIgnoreCase);
}
