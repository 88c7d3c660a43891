using System.Globalization;
using Microsoft.Extensions.Options;

namespace Unseen.Extensions.Hosting;

/// <summary>Validates the options of a model, and reports all problems at once.</summary>
internal sealed class OptionsValidation(IEnumerable<ModelName> names) : IValidateOptions<UnseenModelOptions>
{
    private static readonly TimeSpan _minInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _maxInterval = TimeSpan.FromDays(49); // a timer's limit is 2^32 milliseconds
    private static readonly string[] _keys =
        [.. typeof(UnseenModelOptions).GetProperties().Select(property => property.Name)];

    public ValidateOptionsResult Validate(string? name, UnseenModelOptions options)
    {
        var section = names.FirstOrDefault(one => one.Name == name)?.Section;
        var place = section?.Path ?? $"the model '{name}'";
        List<string> problems = [];
        void Check(bool holds, FormattableString problem)
        {
            if (!holds)
                problems.Add($"{place}: {problem.ToString(CultureInfo.InvariantCulture)}");
        }

        foreach (var child in section?.GetChildren() ?? [])
            Check(_keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase),
                $"'{child.Key}' is not an option of a model. The options are {string.Join(", ", _keys)}.");
        Check(!string.IsNullOrWhiteSpace(options.Path),
            $"Path must name a model file or the folder of a run, but is empty.");
        Check(options.ReloadInterval >= _minInterval && options.ReloadInterval <= _maxInterval,
            $"ReloadInterval must be from {_minInterval} to {_maxInterval}, but was {options.ReloadInterval}.");
        Check(options.UnhealthyAfter >= TimeSpan.Zero,
            $"UnhealthyAfter must be at least 0, but was {options.UnhealthyAfter}.");
        Check(options.MaxImageBytes >= 1, $"MaxImageBytes must be at least 1, but was {options.MaxImageBytes}.");
        Check(options.MaxPixels >= 1, $"MaxPixels must be at least 1, but was {options.MaxPixels}.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
