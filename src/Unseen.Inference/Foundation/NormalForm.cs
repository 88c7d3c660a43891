using System.Globalization;
using System.Text;

namespace Unseen;

/// <summary>Brings text into one Unicode form, so that a name is the same however its accents are encoded.</summary>
/// <remarks>
/// macOS writes "é" in file names as two code points, most other systems as one. <see cref="string.Normalize()"/> does
/// not change such text without the data of ICU, which this project does not load. This class implements normalization
/// form C of Unicode Standard Annex 15 with the tables of Unicode 14. Later versions of Unicode do not change the
/// normal form of the characters in version 14.
/// </remarks>
public static class NormalForm
{
    private const int FirstAffected = 0x300; // text with only code points below this one is already composed
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;
    private static readonly Lazy<Tables> _tables = new(Tables.Read);

    /// <summary>Returns the composed form (NFC) of a text. Safe to call from several threads.</summary>
    /// <param name="text">any text; lone surrogates stay as they are</param>
    public static string Compose(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', (char)(FirstAffected - 1)))
            return text;
        var points = Decompose(text);
        Recompose(points);
        return Encode(points);
    }

    /// <summary>Returns a text in decomposed form (NFD), without accents and other nonspacing marks (the Unicode
    /// category Mn). Safe to call from several threads.</summary>
    /// <param name="text">any text; lone surrogates stay as they are</param>
    public static string RemoveMarks(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
            return text;
        var points = Decompose(text);
        points.RemoveAll(point => CharUnicodeInfo.GetUnicodeCategory(point) == UnicodeCategory.NonSpacingMark);
        return Encode(points);
    }

    /// <summary>Returns the form in which names of classes are stored and compared: composed, and without white space
    /// at the ends.</summary>
    /// <param name="name">a name from a file or of a folder</param>
    public static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Compose(name.Trim());
    }

    /// <summary>Gets what is wrong with the name of a class, as the end of a sentence: it has no character that can be
    /// seen, or a control character such as a line break. Returns null if nothing is wrong.</summary>
    /// <param name="name">a name from <see cref="Normalize"/></param>
    public static string? FindNameProblem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Any(char.IsControl) ? "contains a control character, such as a line break or a tab"
            : name.Length == 0 ? "is empty"
            : name.EnumerateRunes().All(rune => Rune.IsWhiteSpace(rune)
                || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format) ? "has only characters that cannot be seen"
            : null;
    }

    private static List<int> Decompose(string text)
    {
        List<int> points = [];
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            Decompose(isPair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i], points);
            i += isPair ? 1 : 0;
        }

        SortMarks(points);
        return points;
    }

    private static void Decompose(int point, List<int> points)
    {
        var hangul = point - HangulBase;
        if (hangul is >= 0 and < Leads * Vowels * Tails)
        {
            points.Add(LeadBase + (hangul / (Vowels * Tails)));
            points.Add(VowelBase + (hangul % (Vowels * Tails) / Tails));
            if (hangul % Tails > 0)
                points.Add(TailBase + (hangul % Tails));
            return;
        }

        if (!_tables.Value.Parts.TryGetValue(point, out var parts))
        {
            points.Add(point);
            return;
        }

        foreach (var part in parts)
            Decompose(part, points);
    }

    /// <summary>Sorts the marks after every letter by their combining class. Marks of the same class keep their
    /// order.</summary>
    private static void SortMarks(List<int> points)
    {
        for (var i = 0; i < points.Count; i++)
        {
            var end = i;
            while (end < points.Count && GetClass(points[end]) > 0)
                end++;
            if (end - i < 2)
                continue;
            int[] sorted = [.. points[i..end].OrderBy(GetClass)]; // stable
            for (var mark = 0; mark < sorted.Length; mark++)
                points[i + mark] = sorted[mark];
            i = end;
        }
    }

    private static void Recompose(List<int> points)
    {
        var (letter, last, kept) = (-1, 0, 0);
        foreach (var point in points.ToArray())
        {
            var mark = GetClass(point);
            var isBlocked = kept - 1 > letter && (last == 0 || last >= mark);
            if (letter >= 0 && !isBlocked && Combine(points[letter], point) is { } composed)
            {
                points[letter] = composed;
                continue;
            }

            if (mark == 0)
                letter = kept;
            last = mark;
            points[kept++] = point;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Combine(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads and var lead && second - VowelBase is >= 0 and < Vowels and var vowel)
            return HangulBase + (((lead * Vowels) + vowel) * Tails);
        if (first - HangulBase is >= 0 and < Leads * Vowels * Tails and var hangul && hangul % Tails == 0
            && second - TailBase is > 0 and < Tails and var tail)
            return first + tail;
        return _tables.Value.Pairs.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int GetClass(int point) => _tables.Value.Classes.GetValueOrDefault(point);

    private static string Encode(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
            if (point <= char.MaxValue)
                text.Append((char)point);
            else
                text.Append(char.ConvertFromUtf32(point));
        return text.ToString();
    }

    /// <summary>The Unicode Character Database's canonical decompositions and combining classes.</summary>
    /// <param name="Parts">the code points that a character decomposes to</param>
    /// <param name="Pairs">the character that two code points compose to</param>
    /// <param name="Classes">combining classes other than 0</param>
    private sealed record Tables(
        Dictionary<int, int[]> Parts, Dictionary<(int First, int Second), int> Pairs, Dictionary<int, int> Classes)
    {
        private const string Resource = "canonical.txt";

        /// <summary>Reads lines of "code point;class;decomposition", followed by ";x" if the decomposition is never
        /// composed again. Code points are hexadecimal.</summary>
        public static Tables Read()
        {
            using var stream = typeof(NormalForm).Assembly.GetManifestResourceStream(Resource)!;
            using var reader = new StreamReader(stream);
            var tables = new Tables([], [], []);
            while (reader.ReadLine() is { } line)
                tables.Add(line.Split(';'));
            return tables;
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        private void Add(string[] fields)
        {
            var point = Hex(fields[0]);
            if (fields[1].Length > 0)
                Classes[point] = int.Parse(fields[1], CultureInfo.InvariantCulture);
            if (fields[2].Length == 0)
                return;
            int[] parts = [.. fields[2].Split(' ').Select(Hex)];
            Parts[point] = parts;
            if (fields.Length == 3 && parts is [var first, var second])
                Pairs[(first, second)] = point;
        }
    }
}
