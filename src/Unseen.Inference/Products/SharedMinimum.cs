namespace Unseen.Inference.Products;

/// <summary>Computes a minimum on several threads.</summary>
internal static class SharedMinimum
{
    /// <summary>Sets the minimum to a value if the value is lower. Safe to call from several threads.</summary>
    public static void Lower(ref int minimum, int value)
    {
        for (var current = minimum; value < current; current = minimum)
            Interlocked.CompareExchange(ref minimum, value, current);
    }
}
