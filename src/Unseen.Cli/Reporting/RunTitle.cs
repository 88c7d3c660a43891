using Unseen.Generators;
using Unseen.Training;

namespace Unseen.Cli.Reporting;

/// <summary>Names a run by its methods.</summary>
internal static class RunTitle
{
    /// <summary>Such as "centre + prototype + zla".</summary>
    public static string Of(RunOptions options) => $"{Generator(options)} + {options.Classifier} + {options.Adjustment}".ToLowerInvariant();

    /// <summary>Such as "flo-centre-prototype-zla", safe as the name of a folder.</summary>
    public static string FolderName(string dataset, RunOptions options) =>
        FolderName(dataset, $"{options.Generator}-{options.Classifier}-{options.Adjustment}".ToLowerInvariant());

    public static string FolderName(string dataset, string what)
    {
        var safe = string.Concat(
            dataset.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-')).Trim('.');
        return $"{(safe.Length == 0 ? "data" : safe)}-{what}";
    }

    private static string Generator(RunOptions options) => options switch
    {
        { Generator: GeneratorKind.None } => "no generator",
        { Generator: GeneratorKind.Centre, Centre.Fit: CentreFit.Network } => "centre network",
        _ => options.Generator.ToString(),
    };
}
