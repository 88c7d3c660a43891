namespace Unseen.Training;

/// <summary>Specifies which images are used to choose settings. Results of different protocols are not
/// comparable.</summary>
public enum Protocol
{
    /// <summary>
    /// Settings such as epochs, σ and γ are chosen on a validation split of the training images. With these settings,
    /// the model is then trained on all training images and tested once.
    /// </summary>
    Fair,

    /// <summary>
    /// The model is tested after every classifier epoch, and the best H is reported. Settings are thus selected on
    /// test data. Most published numbers use this protocol.
    /// </summary>
    Paper,

    /// <summary>
    /// As <see cref="Fair"/>, but the model then learns from half of the test images, without their labels, and is
    /// tested on the other half. The seed determines the halves.
    /// </summary>
    Transductive,
}
