using System.Numerics.Tensors;

namespace Unseen.Data.Inspection;

/// <summary>Checks of the semantic descriptors.</summary>
internal static class DescriptorChecks
{
    public static IEnumerable<InspectionFinding> Check(InspectionSubject subject)
    {
        var descriptors = subject.Dataset.Descriptors;
        var classes = Enumerable.Range(0, descriptors.Rows).ToArray();
        int[] broken = [.. classes.Where(label => !TensorPrimitives.IsFiniteAll<float>(descriptors.Row(label)))];
        if (broken.Length > 0)
            yield return InspectionFinding.Error(
                "descriptor-not-finite", $"Descriptors contain NaN or infinity: {subject.GetNames(broken)}.");
        int[] zero = [.. classes.Where(label => !descriptors.Row(label).ContainsAnyExcept(0f))];
        if (zero.Length > 0)
            yield return InspectionFinding.Error(
                "descriptor-zero", $"Descriptors contain only zeros: {subject.GetNames(zero)}.");
        var distinct = new RowSet(descriptors);
        int[] repeated = [.. classes.Except(zero).Where(label => !distinct.Add(label))];
        if (repeated.Length > 0)
            yield return InspectionFinding.Error(
                "descriptor-identical", $"Descriptors are the same as another class's: {subject.GetNames(repeated)}.");
    }
}
