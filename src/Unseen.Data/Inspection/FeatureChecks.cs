namespace Unseen.Data.Inspection;

/// <summary>Checks of the image features.</summary>
internal static class FeatureChecks
{
    public static IEnumerable<InspectionFinding> Check(InspectionSubject subject)
    {
        var survey = new FeatureSurvey(subject.Dataset.Features, subject.TrainVal);
        return
        [
            .. Finite(survey), .. Constant(subject, survey), .. Copies(subject, survey), .. LabelColumns.Check(subject),
        ];
    }

    private static IEnumerable<InspectionFinding> Finite(FeatureSurvey survey)
    {
        if (survey.NotFinite > 0)
            yield return InspectionFinding.Error(
                "feature-not-finite", $"{survey.NotFinite} images have NaN or infinity in their features.");
    }

    private static IEnumerable<InspectionFinding> Constant(InspectionSubject subject, FeatureSurvey survey)
    {
        if (subject.TrainVal.Length == 0)
            yield break;
        var constant = survey.Minimum.Zip(survey.Maximum).Count(range => range.First == range.Second);
        if (constant > 0)
            yield return InspectionFinding.Warning(
                "constant-column",
                $"{constant} of {survey.Minimum.Length} feature columns are constant on {XlsaNames.TrainVal}.");
    }

    private static IEnumerable<InspectionFinding> Copies(InspectionSubject subject, FeatureSurvey survey)
    {
        var trained = new RowSet(subject.Dataset.Features, survey.Hashes);
        foreach (var row in subject.TrainVal)
            trained.Add(row);
        var copies = subject.TestSeen.Concat(subject.TestUnseen).Except(subject.TrainVal).Count(trained.Contains);
        if (copies > 0)
            yield return InspectionFinding.Warning(
                "copied-features", $"{copies} test images have exactly the features of a training image.");
    }
}
