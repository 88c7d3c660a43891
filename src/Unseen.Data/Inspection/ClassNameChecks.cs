namespace Unseen.Data.Inspection;

/// <summary>Checks of the names of classes.</summary>
internal static class ClassNameChecks
{
    public static IEnumerable<InspectionFinding> Check(InspectionSubject subject)
    {
        string[] names = [.. subject.Dataset.ClassNames.Select(NormalForm.Normalize)];
        foreach (var (label, name) in names.Index())
            if (NormalForm.FindNameProblem(name) is { } problem)
                yield return InspectionFinding.Error("class-name",
                    $"The name of class {label + 1} {problem}. Give the class another name.");
        foreach (var (name, labels) in Groups(names, StringComparer.Ordinal))
            yield return InspectionFinding.Error("duplicate-class",
                $"Classes {string.Join(", ", labels.SkipLast(1))} and {labels[^1]} have the same name, '{name}'. Give "
                    + "each class its own name.");
        foreach (var (_, labels) in Groups(names, StringComparer.OrdinalIgnoreCase))
            if (labels.Select(label => names[label - 1]).Distinct().Count() == labels.Length)
                yield return InspectionFinding.Warning("class-name-case", "The names of these classes differ only in "
                    + $"upper and lower case: {subject.GetNames([.. labels.Select(label => label - 1)])}.");
    }

    /// <summary>Finds names that several classes have, with the 1-based numbers of these classes.</summary>
    private static IEnumerable<(string Name, int[] Labels)> Groups(string[] names, StringComparer comparer) =>
        names.Index().GroupBy(one => one.Item, one => one.Index + 1, comparer)
            .Select(group => (group.Key, Labels: group.ToArray())).Where(group => group.Labels.Length > 1);
}
