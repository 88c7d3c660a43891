namespace Unseen.Training;

/// <summary>Which images may choose settings. Results of the two are never compared with each other.</summary>
public enum Protocol
{
    /// <summary>
    /// Epochs, σ and γ are chosen on a validation split made from the training images; the model is then trained on all
    /// of them with these fixed, and tested once.
    /// </summary>
    Fair,

    /// <summary>
    /// The test images are scored after every classifier epoch and the best H is reported. It selects on test data;
    /// most published numbers are of this kind.
    /// </summary>
    Paper,
}
