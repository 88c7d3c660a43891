using Unseen.Training;

namespace Unseen.Runs.Folders;

/// <summary>Names a run by its methods.</summary>
internal static class RunTitle
{
    /// <summary>Gets the title, such as "centre + prototype + zla"; without the generator if the classifier has no
    /// softmax.</summary>
    public static string Create(RunOptions options) =>
        $"{Generator(options)}{options.Classifier.Name} + {options.Adjustment.Name}";

    /// <summary>Gets a name that is valid for a folder, such as "flo-centre-prototype-zla".</summary>
    public static string FolderName(string dataset, RunOptions options) =>
        FolderName(dataset, $"{options.Generator.Name}-{options.Classifier.Name}-{options.Adjustment.Name}");

    public static string FolderName(string dataset, string what)
    {
        var safe = string.Concat(
            dataset.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'))
                .Trim('.');
        return $"{(safe.Length == 0 ? "data" : safe)}-{what}";
    }

    private static string Generator(RunOptions options) =>
        options.Classifier.HasSoftmax ? $"{options.Generator.Title} + " : "";
}
