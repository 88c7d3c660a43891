namespace Unseen.Classifiers;

/// <summary>The classifier over all C classes.</summary>
public enum ClassifierKind
{
    /// <summary>Descriptors are mapped to prototypes, compared with features by cosine (method of ZLAP).</summary>
    Prototype,

    /// <summary>One linear layer with softmax.</summary>
    Linear,

    /// <summary>Bilinear, in closed form (Romera-Paredes &amp; Torr, ICML 2015); without generator.</summary>
    Eszsl,

    /// <summary>Semantic autoencoder, in closed form (Kodirov et al., CVPR 2017); without generator.</summary>
    Sae,

    /// <summary>Bilinear, by a weighted ranking loss (Akata et al., TPAMI 2016); without generator.</summary>
    Ale,

    /// <summary>Bilinear, by a pairwise ranking loss (Frome et al., NeurIPS 2013); without generator.</summary>
    Devise,
}
