namespace Unseen.Data;

/// <summary>Converts between the 1-based numbers of files and the 0-based numbers of this library.</summary>
internal static class OneBased
{
    /// <summary>Converts the 1-based numbers of a file to 0-based numbers. The values are not checked.</summary>
    public static int[] FromFile(int[] numbers) => Array.ConvertAll(numbers, number => number - 1);

    /// <summary>Converts 0-based numbers to the 1-based numbers of a file.</summary>
    public static int[] ToFile(int[] indices) => Array.ConvertAll(indices, index => index + 1);
}
