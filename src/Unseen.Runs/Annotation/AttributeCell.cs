namespace Unseen.Runs.Annotation;

/// <summary>The answers of several people about one attribute of one class.</summary>
internal sealed class AttributeCell
{
    private const int Digits = 4;
    private const double Disputed = 0.5; // of the attribute's range

    private readonly SortedDictionary<string, double> _answers = new(StringComparer.Ordinal);

    /// <summary>The value from the table's file. It is used until somebody answers.</summary>
    public double? Given { get; set; }

    /// <summary>The answers by the name of the person.</summary>
    public IReadOnlyDictionary<string, double> Answers => _answers;

    /// <summary>The mean of the answers, rounded to four decimals; without answers, <see cref="Given"/>.</summary>
    public double? Value => _answers.Count > 0 ? Math.Round(_answers.Values.Average(), Digits) : Given;

    /// <summary>The answer of a person, or null.</summary>
    public double? GetAnswer(string person) => _answers.TryGetValue(person, out var value) ? value : null;

    /// <summary>Sets the answer of a person, or removes it.</summary>
    public void Answer(string person, double? value)
    {
        if (value is { } number)
            _answers[person] = number;
        else
            _answers.Remove(person);
    }

    /// <summary>Determines whether answers differ by half of the attribute's range or more.</summary>
    public bool IsDisputed(AttributeColumn attribute) => _answers.Count > 1
        && Math.Round(_answers.Values.Max() - _answers.Values.Min(), Digits)
            >= Math.Round(Disputed * (attribute.Maximum - attribute.Minimum), Digits);
}
