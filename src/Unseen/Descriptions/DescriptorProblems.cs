using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>Checks the descriptors of all classes, without images.</summary>
internal static class DescriptorProblems
{
    private const double MinCosine = 0.9; // of descriptors minus their mean
    private const double MinVarianceShare = 0.5; // of the sum of all columns' variances
    private const double MinScaleRatio = 10; // to the median deviation

    /// <summary>Finds probable mistakes.</summary>
    /// <param name="names">[C] names of the classes</param>
    /// <param name="descriptors">[C][A] of all classes</param>
    /// <param name="columns">[A] names of the columns</param>
    /// <param name="seen">the seen classes</param>
    public static IEnumerable<DescriptionProblem> Find(
        string[] names, double[][] descriptors, string[] columns, int[] seen)
    {
        int[] missing = Where(descriptors, row => !row.All(double.IsFinite));
        if (missing.Length > 0)
            yield return new("missing-values", $"Numbers are missing or not finite: {Names(missing, names)}. Fill "
                + "them in.");
        int[] empty = Where(descriptors, row => row.All(value => value == 0));
        if (empty.Length > 0)
            yield return new("no-description",
                $"Without a description (every number is 0): {Names(empty, names)}. Describe them.");
        int[] usable = [.. Enumerable.Range(0, names.Length).Except(missing).Except(empty)];
        foreach (var problem in Alike(names, descriptors, usable))
            yield return problem;
        int[] usableSeen = [.. usable.Intersect(seen)];
        var deviations = Deviations(descriptors, usable);
        int[] constant = usable.Length < 2 ? [] : Where(deviations, deviation => deviation == 0);
        if (constant.Length > 0)
            yield return new("constant-column",
                $"The same for every class: {Names(constant, columns)}. They distinguish no classes; leave them out.");
        int[] unlearnt = usableSeen.Length < 2 ? []
            : [.. Where(Deviations(descriptors, usableSeen), deviation => deviation == 0).Except(constant)];
        if (unlearnt.Length > 0)
            yield return new("constant-over-seen",
                $"The same for every class with photographs: {Names(unlearnt, columns)}. A model cannot learn what "
                + "they look like; add a class with photographs that differs, or leave them out.");
        int[] large = OnAnotherScale(deviations);
        if (large.Length > 0)
            yield return new(ScaleCode, $"On a much larger scale than the others: {Names(large, columns)}. The others "
                + "then have almost no effect. Bring all columns to a similar range, such as 0 to 1.");
    }

    /// <summary>The code of columns on a much larger scale than the others.</summary>
    public const string ScaleCode = "column-scale";

    /// <summary>The maximum number of names in a list.</summary>
    public const int MaxNamed = 5;

    private static IEnumerable<DescriptionProblem> Alike(string[] names, double[][] descriptors, int[] usable)
    {
        var rows = Centred(descriptors, usable);
        List<(double Cosine, string Pair)> pairs = [];
        for (var a = 0; a < rows.Length; a++)
            for (var b = a + 1; b < rows.Length; b++)
            {
                var cosine = TensorPrimitives.CosineSimilarity<double>(rows[a], rows[b]);
                if (cosine > MinCosine || descriptors[usable[a]].AsSpan().SequenceEqual(descriptors[usable[b]]))
                    pairs.Add((cosine, $"{names[usable[a]]} and {names[usable[b]]}"));
            }

        if (pairs.Count > 0)
            yield return new("nearly-equal", $"Described almost alike: "
                + $"{List([.. pairs.OrderByDescending(pair => pair.Cosine).Select(pair => pair.Pair)])}. Describe them "
                + "by what sets them apart.");
    }

    private static double[][] Centred(double[][] descriptors, int[] classes)
    {
        var mean = new double[descriptors[0].Length];
        foreach (var c in classes)
            TensorPrimitives.Add(mean, descriptors[c], mean);
        TensorPrimitives.Divide(mean, Math.Max(1, classes.Length), mean);
        return [.. classes.Select(c =>
        {
            var row = new double[mean.Length];
            TensorPrimitives.Subtract(descriptors[c], mean, row);
            return row;
        })];
    }

    /// <summary>Standard deviation of every column, 0 for a column that is constant apart from rounding; [A].</summary>
    private static double[] Deviations(double[][] descriptors, int[] classes)
    {
        if (classes.Length == 0)
            return new double[descriptors[0].Length];
        return [.. Enumerable.Range(0, descriptors[0].Length).Select(a =>
        {
            var mean = classes.Average(c => descriptors[c][a]);
            var deviation = Math.Sqrt(classes.Average(c => (descriptors[c][a] - mean) * (descriptors[c][a] - mean)));
            return deviation > Math.Abs(mean) * 1e-6 ? deviation : 0;
        })];
    }

    private static int[] OnAnotherScale(double[] deviations)
    {
        double[] varying = [.. deviations.Where(deviation => deviation > 0).Order()];
        if (varying.Length < 3)
            return [];
        var median = varying[varying.Length / 2];
        var all = varying.Sum(deviation => deviation * deviation);
        int[] large = Where(deviations, deviation => deviation > MinScaleRatio * median);
        return large.Sum(a => deviations[a] * deviations[a]) > MinVarianceShare * all ? large : [];
    }

    private static int[] Where<T>(T[] values, Func<T, bool> holds) =>
        [.. Enumerable.Range(0, values.Length).Where(i => holds(values[i]))];

    private static string Names(int[] indices, string[] names) => List([.. indices.Select(i => names[i])]);

    /// <summary>Joins names by commas, at most <see cref="MaxNamed"/> of them, and counts the others.</summary>
    public static string List(string[] items) => string.Join(", ", items.Take(MaxNamed))
        + (items.Length > MaxNamed ? $" and {items.Length - MaxNamed} more" : "");
}
