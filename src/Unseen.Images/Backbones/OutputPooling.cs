namespace Unseen.Images.Backbones;

/// <summary>How the values that a model returns for an image are combined into a vector.</summary>
internal enum OutputPooling
{
    /// <summary>The values are a vector already.</summary>
    None,

    /// <summary>The first token of a sequence [T, D], which is the class token.</summary>
    FirstToken,

    /// <summary>The mean over the pixels of a map [D, H, W].</summary>
    MeanOfChannelsFirst,

    /// <summary>The mean over the pixels of a map [H, W, D].</summary>
    MeanOfChannelsLast,
}
