using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Cli.Demo;

/// <summary>Picks a few test digits with what a model says of them, right and wrong alike.</summary>
internal sealed class DigitExamples(GzslDataset dataset, UnseenModel model)
{
    /// <summary>Of every class in turn a digit that the model gets right and one that it gets wrong if there are
    /// such.</summary>
    /// <param name="rows">test images</param>
    /// <param name="count">at most so many</param>
    public IReadOnlyList<(int Row, string Caption)> Choose(IReadOnlyList<int> rows, int count)
    {
        var judged = rows.Select(row => (Row: row, Truth: dataset.Labels[row], Said: Say(row))).ToArray();
        var wrong = judged.Where(digit => digit.Said != digit.Truth).GroupBy(digit => digit.Truth)
            .Select(group => group.First()).ToArray();
        var right = judged.Where(digit => digit.Said == digit.Truth).GroupBy(digit => digit.Truth)
            .Select(group => group.First()).ToArray();
        var chosen = right.Take(count - Math.Min(wrong.Length, count / 2)).ToArray();
        return [.. chosen.Concat(wrong.Take(count - chosen.Length))
            .Select(digit => (digit.Row, Caption(digit.Truth, digit.Said)))];
    }

    private int Say(int row) => model.Predict(dataset.Features.Row(row)).ClassIndex;

    private string Caption(int truth, int said) =>
        said == truth ? $"{dataset.ClassNames[truth]}: right"
            : $"{dataset.ClassNames[truth]}: taken for {dataset.ClassNames[said]}";
}
