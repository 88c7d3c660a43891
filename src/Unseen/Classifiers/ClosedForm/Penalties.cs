namespace Unseen.Classifiers.ClosedForm;

/// <summary>What a closed form is solved with.</summary>
/// <param name="Feature">ESZSL's γ, or SAE's λ</param>
/// <param name="Descriptor">ESZSL's λ; nothing to SAE</param>
internal readonly record struct Penalties(double Feature, double Descriptor = 0)
{
    /// <summary>The penalties to choose among.</summary>
    /// <param name="classifier">a closed form</param>
    /// <param name="eszsl">what is given for ESZSL</param>
    /// <param name="sae">what is given for SAE</param>
    public static IReadOnlyList<Penalties> Candidates(ClassifierKind classifier, EszslOptions eszsl, SaeOptions sae) =>
        classifier == ClassifierKind.Sae
            ? [.. Values(sae.EncodingWeight, -4, 6).Select(weight => new Penalties(weight))]
            : [
                .. from feature in Values(eszsl.FeaturePenalty, -3, 3)
                   from descriptor in Values(eszsl.DescriptorPenalty, -3, 3)
                   select new Penalties(feature, descriptor),
            ];

    private static IEnumerable<double> Values(double? given, int lowest, int highest) =>
        given is { } value ? [value] : Enumerable.Range(lowest, highest - lowest + 1).Select(power => Math.Pow(10, power));
}
