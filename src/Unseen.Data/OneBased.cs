namespace Unseen.Data;

/// <summary>The one place where the 1-based numbers of MATLAB files meet the 0-based ones of this library.</summary>
internal static class OneBased
{
    /// <summary>What the file says, less one; values are not checked.</summary>
    public static int[] FromFile(int[] numbers) => Array.ConvertAll(numbers, number => number - 1);

    /// <summary>What the file shall say: plus one.</summary>
    public static int[] ToFile(int[] indices) => Array.ConvertAll(indices, index => index + 1);
}
