using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>Notes on what a run's results lack.</summary>
internal static class RunNotes
{
    /// <summary>Gets the notes, one clause each; none if the results lack nothing.</summary>
    /// <param name="result">the run's results</param>
    public static IEnumerable<string> Create(RunResult result)
    {
        if (result.Interrupted)
            yield return $"interrupted: {result.Seeds.Count} of {result.Options.Seeds.Count} seeds, the last one "
                + "perhaps unfinished";
        if (result.Seeds[0].Test.ClassesWithoutTestImages.Count() is > 0 and var missing)
            yield return missing == 1 ? "1 class has no test image, and is left out of all averages"
                : $"{missing} classes have no test image, and are left out of all averages";
        if (result.ModelOrNull is null)
            yield return "no model file, because a model file cannot represent the scores of this classifier";
    }
}
