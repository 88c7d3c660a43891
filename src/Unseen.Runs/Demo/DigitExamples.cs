using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Runs.Demo;

/// <summary>Chooses a few test images, some that a model recognises and some that it does not.</summary>
internal sealed class DigitExamples(GzslDataset dataset, UnseenModel model)
{
    /// <summary>Chooses images that the model recognises, followed by images that it confuses with another class. Each
    /// class occurs at most once in each of the two parts.</summary>
    /// <param name="rows">rows of the test images</param>
    /// <param name="count">maximum number of images</param>
    public IReadOnlyList<(int Row, string Caption)> Choose(IReadOnlyList<int> rows, int count)
    {
        var judged = rows.Select(row => (Row: row, Truth: dataset.Labels[row], Predicted: Predict(row))).ToArray();
        var wrong = judged.Where(digit => digit.Predicted != digit.Truth).GroupBy(digit => digit.Truth)
            .Select(group => group.First()).ToArray();
        var right = judged.Where(digit => digit.Predicted == digit.Truth).GroupBy(digit => digit.Truth)
            .Select(group => group.First()).ToArray();
        var chosen = right.Take(count - Math.Min(wrong.Length, count / 2)).ToArray();
        return [.. chosen.Concat(wrong.Take(count - chosen.Length))
            .Select(digit => (digit.Row, Caption(digit.Truth, digit.Predicted)))];
    }

    private int Predict(int row) => model.Predict(dataset.Features.Row(row)).ClassIndex;

    private string Caption(int truth, int predicted) =>
        predicted == truth ? $"{dataset.ClassNames[truth]}: right"
            : $"{dataset.ClassNames[truth]}: taken for {dataset.ClassNames[predicted]}";
}
