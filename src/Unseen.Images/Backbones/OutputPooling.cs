namespace Unseen.Images.Backbones;

/// <summary>How a model's values for an image become one vector.</summary>
internal enum OutputPooling
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>Of a sequence [T, D], the first: the class token.</summary>
    FirstToken,

    /// <summary>The mean over the pixels of a map [D, H, W].</summary>
    MeanOfChannelsFirst,

    /// <summary>The mean over the pixels of a map [H, W, D].</summary>
    MeanOfChannelsLast,
}
