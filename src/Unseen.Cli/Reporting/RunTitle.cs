using Unseen.Generators;
using Unseen.Training;

namespace Unseen.Cli.Reporting;

/// <summary>Names a run by its methods.</summary>
internal static class RunTitle
{
    /// <summary>Such as "centre + prototype + zla".</summary>
    public static string Of(RunOptions options) => $"{Generator(options)}{options.ClassifierName} + {Names.Of(options.Adjustment)}";

    /// <summary>Such as "flo-centre-prototype-zla", safe as the name of a folder.</summary>
    public static string FolderName(string dataset, RunOptions options) =>
        FolderName(dataset, $"{options.GeneratorName}-{options.ClassifierName}-{Names.Of(options.Adjustment)}");

    public static string FolderName(string dataset, string what)
    {
        var safe = string.Concat(
            dataset.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-')).Trim('.');
        return $"{(safe.Length == 0 ? "data" : safe)}-{what}";
    }

    private static string Generator(RunOptions options) => options switch
    {
        { IsBaseline: true } => "",
        { HasGenerator: false } => "no generator + ",
        { GeneratorPlugin: null, Generator: GeneratorKind.Centre, Centre.Fit: CentreFit.Network } => "centre network + ",
        _ => $"{options.GeneratorName} + ",
    };
}
