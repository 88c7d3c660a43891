namespace Unseen.Images.Encoders;

/// <summary>How the vectors of a text's tokens are combined into one.</summary>
internal enum TextPooling
{
    /// <summary>No pooling: the encoder already returns one vector for each text.</summary>
    None,

    /// <summary>The mean of the vectors of the tokens whose attention mask is 1.</summary>
    Mean,

    /// <summary>The vector of the first token (CLS pooling).</summary>
    First,
}
