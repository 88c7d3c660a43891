namespace Unseen.Inference.Products;

/// <summary>A minimum that threads take together.</summary>
internal static class SharedMinimum
{
    /// <summary>Lowers it to a value if that is lower.</summary>
    public static void Lower(ref int minimum, int value)
    {
        for (var current = minimum; value < current; current = minimum)
            Interlocked.CompareExchange(ref minimum, value, current);
    }
}
