using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Unseen.AspNetCore;

/// <summary>Checks the class names in requests.</summary>
internal static class ClassName
{
    private const int MaxLength = 100;
    private const int Joiner = 0x200D; // joins the parts of an emoji

    /// <summary>Trims a name, brings it into Unicode form C, and checks it.</summary>
    /// <exception cref="BadHttpRequestException">The name is not valid for a class.</exception>
    public static string Check(string? name)
    {
        var trimmed = NormalForm.Compose(name?.Trim() ?? "");
        return trimmed.Length is >= 1 and <= MaxLength && trimmed is not ("." or "..")
            && trimmed.EnumerateRunes().All(IsAllowed)
            ? trimmed
            : throw new BadHttpRequestException(
                $"The name of a class must have 1 to {MaxLength} characters, and no slashes, angle brackets, control "
                + "characters or invisible characters.");
    }

    /// <summary>Requires that no other name equals a name, or differs from it only in case.</summary>
    /// <exception cref="BadHttpRequestException">A class has such a name.</exception>
    public static void RequireFree(string name, IEnumerable<string> others)
    {
        foreach (var other in others.Select(NormalForm.Compose))
            if (other == name)
                throw new BadHttpRequestException("The model already has such a class.", StatusCodes.Status409Conflict);
            else if (string.Equals(other, name, StringComparison.OrdinalIgnoreCase))
                throw new BadHttpRequestException(
                    $"The model has a class '{other}', which differs from '{name}' only in upper and lower case.",
                    StatusCodes.Status409Conflict);
    }

    /// <summary>Finds the index of a name, whatever its Unicode form; -1 if no class has the name.</summary>
    public static int IndexIn(IReadOnlyList<string> names, string name)
    {
        var composed = NormalForm.Compose(name);
        for (var c = 0; c < names.Count; c++)
            if (NormalForm.Compose(names[c]) == composed)
                return c;
        return -1;
    }

    // A lone surrogate arrives as the replacement character.
    private static bool IsAllowed(Rune rune) =>
        rune.Value is not ('/' or '\\' or '<' or '>') && rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format || rune.Value == Joiner);
}
