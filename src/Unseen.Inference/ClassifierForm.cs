namespace Unseen.Inference;

/// <summary>Specifies how a model turns scaled features into class scores.</summary>
public enum ClassifierForm
{
    /// <summary>score_c = w_c · x / (‖x‖ τ) + b_c, with τ = <see cref="UnseenModel.Temperature"/>. For rows w_c of unit
    /// length, the product is a cosine. The mean of an ensemble's members also has this form, with rows of any
    /// norm.</summary>
    Prototype,

    /// <summary>score_c = w_c · x / τ + b_c. Training sets τ to 1.</summary>
    Linear,
}
