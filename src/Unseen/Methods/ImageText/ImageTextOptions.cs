using Unseen.Problems;

namespace Unseen.Methods.ImageText;

/// <summary>
/// The score of an encoder of images and texts, such as CLIP: the cosine of an image's vector and a class's vector,
/// times 100. Nothing is trained. The features must be the vectors of the encoder's image tower, and the descriptors
/// the vectors of its text tower.
/// </summary>
/// <remarks>
/// Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", ICML 2021. 100 is the scale
/// of the published CLIP models. The scale does not change which class has the largest score. It does change the
/// probabilities, but the temperature found on validation compensates for this. It also changes the mean of logits in
/// an ensemble, but the weight of this member compensates for that.
/// </remarks>
public sealed record ImageTextOptions : SolvedClassifierOptions
{
    /// <summary>The factor s of the logits s · cos(image, class).</summary>
    public const double Scale = 100;

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "image-text", "an encoder's own score: the cosine of an image's vector and a class's, without training",
            "Radford et al., Learning Transferable Visual Models From Natural Language Supervision, ICML 2021",
            Rank: 6);

    /// <inheritdoc/>
    public override bool NeedsEncoder => true;

    /// <inheritdoc/>
    public override bool ScoresUnitLength => true;

    /// <inheritdoc/>
    public override bool AddsClassesByDescription => true;

    /// <inheritdoc/>
    public override IReadOnlyList<SolvedClassifierOptions> Candidates => [this];

    /// <inheritdoc/>
    public override IClosedFormSolver CreateSolver(GzslProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new ImageTextSolver(problem);
    }
}
