namespace Unseen.Runs.Annotation;

/// <summary>Creates a prompt that asks a language model to fill an attribute table.</summary>
public static class AttributePrompt
{
    /// <summary>Creates the prompt.</summary>
    /// <param name="table">the table; if it has no attributes, the model is asked to propose some</param>
    public static string Create(AttributeTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var classes = string.Join(", ", table.Classes.Select(one => one.Name));
        var names = table.Attributes.Count > 0 ? string.Join(',', table.Attributes.Select(one => one.Name))
            : "first_attribute,second_attribute";
        return $"""
            Describe {table.Classes.Count} classes by what photographs of them show.

            Classes: {classes}

            {Attributes(table)}
            For every class and every attribute give a number from 0 (not at all) to 1 (fully), with at most two
            decimals, for a usual photograph of that class; 0.5 means half of it, or half of the photographs. Judge by
            what can be seen, not by what is known. Leave no cell out.

            Answer with one CSV table and nothing else: this header, then a row for each class in the order above, with
            the names exactly as they are written here.

            class,{names}

            """;
    }

    private static string Attributes(AttributeTable table) => table.Attributes.Count == 0
        ? $"""
            First choose about {AttributeCounts.Suggest(table.Classes.Count)} attributes that can be seen in photographs
            and that tell these classes apart: colours, shapes, patterns, parts, surroundings. Every two classes must
            differ clearly in at least one of them. Names in lower case, with underscores for spaces.

            """
        : "Attributes:\n" + string.Concat(table.Attributes.Select(one =>
            one.Question is null ? $"- {one.Name}\n" : $"- {one.Name}: {one.Question}\n"));
}
