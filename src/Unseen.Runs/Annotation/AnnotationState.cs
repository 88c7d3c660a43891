namespace Unseen.Runs.Annotation;

/// <summary>An attribute table, as one person sees it.</summary>
/// <param name="Revision">a number that increases with every change</param>
/// <param name="Classes">[C] the classes</param>
/// <param name="Attributes">[A] the attributes</param>
/// <param name="Values">[C][A] the mean of all answers, or without answers the value from the table's file; null for an
/// empty cell</param>
/// <param name="Own">[C][A] the person's own answers, null for cells that the person has not answered</param>
/// <param name="Disputed">cells whose answers differ by half of the attribute's range or more</param>
/// <param name="People">the names of all people who answered</param>
/// <param name="CanUndo">whether the person has a change to undo</param>
public sealed record AnnotationState(
    int Revision, IReadOnlyList<ClassState> Classes, IReadOnlyList<AttributeColumn> Attributes,
    IReadOnlyList<IReadOnlyList<double?>> Values, IReadOnlyList<IReadOnlyList<double?>> Own,
    IReadOnlyList<CellPlace> Disputed, IReadOnlyList<string> People, bool CanUndo);
