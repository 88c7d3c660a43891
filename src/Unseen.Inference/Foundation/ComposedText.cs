using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Unseen;

/// <summary>
/// Text in one form: letters with their marks in one code point each, if Unicode has one (NFC). The framework does this
/// only with ICU, which the program does without. Decomposition of single code points into others, such as the
/// ångström sign into Å, is left out.
/// </summary>
public static class ComposedText
{
    private const string Resource = "Unseen.composition.txt";
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7; // of Hangul
    private const int VowelCount = 21, TrailCount = 28, LeadCount = 19;

    private static readonly Lazy<Tables> _tables = new(Tables.Read);

    /// <summary>Composes a text.</summary>
    /// <param name="text">any text</param>
    /// <returns>the text in composed form</returns>
    public static string Compose(string text) => Ascii.IsValid(text) ? text : Join(Decompose(text));

    private static List<Rune> Decompose(string text)
    {
        List<Rune> runes = [];
        foreach (var rune in text.EnumerateRunes())
            Add(rune);
        // Marks of one letter in the order of their classes; List.Sort is not stable.
        for (var start = 0; start < runes.Count; start++)
        {
            var end = start;
            while (end < runes.Count && ClassOf(runes[end]) > 0)
                end++;
            if (end - start < 2)
                continue;
            Rune[] marks = [.. runes[start..end].OrderBy(ClassOf)];
            for (var i = start; i < end; i++)
                runes[i] = marks[i - start];
            start = end;
        }

        return runes;

        void Add(Rune rune)
        {
            if (!_tables.Value.Parts.TryGetValue(rune, out var parts))
            {
                runes.Add(rune);
                return;
            }

            Add(parts.Letter);
            runes.Add(parts.Mark);
        }
    }

    private static string Join(List<Rune> runes)
    {
        List<Rune> composed = [];
        var (letter, lastClass) = (-1, 0); // of the marks since the letter
        foreach (var rune in runes)
        {
            var own = ClassOf(rune);
            var isNext = letter == composed.Count - 1;
            if (letter >= 0 && (isNext || (lastClass > 0 && lastClass < own))
                && Join(composed[letter], rune) is { } whole)
            {
                composed[letter] = whole;
                continue;
            }

            if (own == 0)
                letter = composed.Count;
            lastClass = own;
            composed.Add(rune);
        }

        return string.Concat(composed);
    }

    private static Rune? Join(Rune first, Rune second) =>
        _tables.Value.Wholes.TryGetValue((first, second), out var whole) ? whole
        : first.Value - Leads is >= 0 and < LeadCount and var lead
            && second.Value - Vowels is >= 0 and < VowelCount and var vowel
            ? new Rune(Syllables + (((lead * VowelCount) + vowel) * TrailCount))
        : first.Value - Syllables is >= 0 and < LeadCount * VowelCount * TrailCount and var syllable
            && syllable % TrailCount == 0 && second.Value - Trails is > 0 and < TrailCount and var trail
            ? new Rune(first.Value + trail)
        : null;

    private static int ClassOf(Rune rune) => _tables.Value.Classes.GetValueOrDefault(rune);

    /// <summary>Unicode's compositions.</summary>
    /// <param name="Classes">combining classes of marks</param>
    /// <param name="Wholes">composed code points by letter and mark</param>
    /// <param name="Parts">the other way round</param>
    private sealed record Tables(FrozenDictionary<Rune, int> Classes,
        FrozenDictionary<(Rune Letter, Rune Mark), Rune> Wholes, FrozenDictionary<Rune, (Rune Letter, Rune Mark)> Parts)
    {
        public static Tables Read()
        {
            Dictionary<Rune, int> classes = [];
            Dictionary<(Rune, Rune), Rune> wholes = [];
            using var reader = new StreamReader(
                typeof(ComposedText).Assembly.GetManifestResourceStream(Resource)!, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith('#'))
                    continue;
                var fields = line.Split(' ', 3);
                var mark = new Rune(int.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                classes[mark] = int.Parse(fields[1], CultureInfo.InvariantCulture);
                foreach (var pair in fields[2].EnumerateRunes().Chunk(2))
                    wholes[(pair[0], mark)] = pair[1];
            }

            return new Tables(classes.ToFrozenDictionary(), wholes.ToFrozenDictionary(),
                wholes.ToFrozenDictionary(entry => entry.Value, entry => entry.Key));
        }
    }
}
