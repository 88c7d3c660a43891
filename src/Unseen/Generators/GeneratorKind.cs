namespace Unseen.Generators;

/// <summary>Where the pseudo-features of unseen classes come from.</summary>
public enum GeneratorKind
{
    /// <summary>No pseudo-features: the classifier is trained on real seen features alone.</summary>
    None,

    /// <summary>One predicted class centre, replicated.</summary>
    Centre,

    /// <summary>A conditional Wasserstein GAN with gradient penalty.</summary>
    Wgan,
}
