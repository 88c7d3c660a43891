namespace Unseen.Inference;

/// <summary>Specifies how a model turns scaled features into class scores.</summary>
public enum ClassifierForm
{
    /// <summary>score_c = cos(x, w_c) / τ + b_c with unit-length prototypes w_c.</summary>
    Prototype,

    /// <summary>score_c = w_c · x + b_c.</summary>
    Linear,
}
