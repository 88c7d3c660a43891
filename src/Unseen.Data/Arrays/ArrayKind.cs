namespace Unseen.Data.Arrays;

/// <summary>What the elements of a stored array are.</summary>
public enum ArrayKind
{
    /// <summary>Real numbers or logical values of any storage type.</summary>
    Number,

    /// <summary>Text: strings, rows of characters, or cells that contain text.</summary>
    Text,

    /// <summary>Anything else, such as structures, objects and complex matrices. Such an array is listed, but reading
    /// it throws. An array that contains only text can still be read: a structure with one field, or Python
    /// strings.</summary>
    Unsupported,
}
