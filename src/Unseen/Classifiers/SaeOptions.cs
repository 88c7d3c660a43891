namespace Unseen.Classifiers;

/// <summary>SAE's setting.</summary>
public sealed record SaeOptions
{
    /// <summary>
    /// Weight λ of encoding beside decoding, greater than 0; null (default) chooses among 1e-4 ... 1e6, on validation in the fair protocol.
    /// </summary>
    public double? EncodingWeight { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (EncodingWeight is { } weight && !(double.IsFinite(weight) && weight > 0))
            yield return $"sae.encodingWeight must be finite and greater than 0, but was {weight}.";
    }
}
