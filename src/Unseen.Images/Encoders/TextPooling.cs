namespace Unseen.Images.Encoders;

/// <summary>How the vectors of a text's tokens are combined into one.</summary>
internal enum TextPooling
{
    /// <summary>The encoder returns one vector for each text.</summary>
    None,

    /// <summary>The mean over the tokens in the attention mask.</summary>
    Mean,

    /// <summary>The vector of the first token.</summary>
    First,
}
