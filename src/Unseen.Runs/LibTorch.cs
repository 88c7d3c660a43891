using TorchSharp;

namespace Unseen.Runs;

/// <summary>Loads the native library before other code uses it.</summary>
internal static class LibTorch
{
    private static readonly Lock _loading = new();

    /// <summary>Loads the library. Console output is suppressed during this, since TorchSharp prints a long text if
    /// loading fails.</summary>
    /// <exception cref="Exception">The library cannot be loaded. TorchSharp throws several types of
    /// exceptions.</exception>
    public static void Load()
    {
        lock (_loading)
        {
            var output = Console.Out;
            Console.SetOut(TextWriter.Null);
            try
            {
                torch.get_num_threads();
            }
            finally
            {
                Console.SetOut(output);
            }
        }
    }
}
