using System.Text.Json.Serialization;

namespace Unseen.Generators;

/// <summary>Where the pseudo-features of unseen classes come from.</summary>
public enum GeneratorKind
{
    /// <summary>No pseudo-features: the classifier is trained on real seen features alone.</summary>
    None,

    /// <summary>One predicted class centre, replicated.</summary>
    Centre,

    /// <summary>A conditional variational autoencoder.</summary>
    Cvae,

    /// <summary>A conditional Wasserstein GAN with gradient penalty.</summary>
    Wgan,

    /// <summary>The WGAN steered by a frozen classifier of seen classes (Xian et al., CVPR 2018).</summary>
    [JsonStringEnumMemberName("f-clswgan")]
    FClswgan,

    /// <summary>A WGAN and a variational autoencoder that share the generator (Xian et al., CVPR 2019).</summary>
    [JsonStringEnumMemberName("f-vaegan-d2")]
    FVaeganD2,

    /// <summary>The WGAN with a contrastive embedding, in which the classifier works (Han et al., CVPR 2021).</summary>
    [JsonStringEnumMemberName("ce-gzsl")]
    CeGzsl,
}
