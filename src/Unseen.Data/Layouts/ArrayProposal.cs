using Unseen.Data.Arrays;

namespace Unseen.Data.Layouts;

/// <summary>Describes the arrays of a file for a message, and guesses which are features, labels and so
/// on.</summary>
internal static class ArrayProposal
{
    private const int Shown = 12;

    /// <summary>Lists the arrays, for example "'image_features' (&lt;f4 [48, 5], perhaps the features)".</summary>
    public static string Describe(ArrayFile file)
    {
        if (file.Entries.Count == 0)
            return "no arrays";
        var labels = file.Entries.FirstOrDefault(entry => ArrayRoles.Labels.Contains(entry.Name));
        return string.Join(", ", file.Entries.Take(Shown).Select(entry =>
                $"'{entry.Name}' ({entry.Type} {entry.ShapeText}{Guess(entry, labels)})"))
            + (file.Entries.Count > Shown ? $" and {file.Entries.Count - Shown} more" : "");
    }

    private static string Guess(ArrayEntry entry, ArrayEntry? labels)
    {
        var role = entry switch
        {
            _ when entry == labels => "labels",
            _ when ArrayRoles.Images.Contains(entry.Name) => "paths of the images",
            { Kind: not ArrayKind.Number } or { Rows: 1 } or { Columns: 1 } => null,
            _ when ArrayRoles.Features.Contains(entry.Name) => "features",
            _ when ArrayRoles.Descriptors.Contains(entry.Name) => "descriptors",
            _ when labels is not null && (entry.Rows == labels.Count || entry.Columns == labels.Count) =>
                "features",
            _ => null,
        };
        return role is null ? "" : $", perhaps the {role}";
    }
}
