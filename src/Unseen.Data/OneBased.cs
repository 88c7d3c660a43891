namespace Unseen.Data;

/// <summary>The one place where the 1-based numbers of MATLAB files meet the 0-based ones of this library.</summary>
internal static class OneBased
{
    /// <summary>Converts 1-based numbers of a file to 0-based ones. The values are not checked.</summary>
    public static int[] FromFile(int[] numbers) => Array.ConvertAll(numbers, number => number - 1);

    /// <summary>Converts 0-based numbers to the 1-based ones of a file.</summary>
    public static int[] ToFile(int[] indices) => Array.ConvertAll(indices, index => index + 1);
}
