using Unseen.Runs.Annotation;

namespace Unseen.Runs.Tests.Annotation;

/// <summary>Attribute tables for tests.</summary>
internal static class Tables
{
    public static AttributeTable Create(IEnumerable<string> classes, params string[] attributes)
    {
        var table = new AttributeTable([.. classes.Select(name => new AnnotatedClass(name))]);
        foreach (var attribute in attributes)
            table.Add(new AttributeColumn(attribute, null));
        return table;
    }

    /// <summary>Creates a table in which each cell has a random value from 0 to 1 with probability
    /// <paramref name="filled"/>, and is empty otherwise.</summary>
    public static AttributeTable Random(int classes, int attributes, double filled, int seed)
    {
        var random = new Random(seed);
        var table = Create(Enumerable.Range(0, classes).Select(c => $"class{c}"),
            [.. Enumerable.Range(0, attributes).Select(a => $"attribute{a}")]);
        for (var c = 0; c < classes; c++)
            for (var a = 0; a < attributes; a++)
                if (random.NextDouble() < filled)
                    table.Give(c, a, Math.Round(random.NextDouble(), 1));
        return table;
    }
}
