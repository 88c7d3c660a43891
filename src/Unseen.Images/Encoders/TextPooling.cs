namespace Unseen.Images.Encoders;

/// <summary>How the vectors of a text's tokens become one.</summary>
internal enum TextPooling
{
    /// <summary>The encoder gives one vector a text.</summary>
    None,

    /// <summary>The mean over the tokens that the attention mask has.</summary>
    Mean,

    /// <summary>The first token's.</summary>
    First,
}
