using TorchSharp;

namespace Unseen.Runs;

/// <summary>Loads the native library before anything depends on it.</summary>
internal static class LibTorch
{
    /// <summary>Loads it, without the pages that TorchSharp prints if that fails.</summary>
    /// <exception cref="Exception">It cannot be loaded; TorchSharp throws several kinds.</exception>
    public static void Load()
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
