namespace Unseen.Fuzz;

/// <summary>A reader, what it may refuse an input with, and what memory it may take.</summary>
/// <param name="Name">how it is called</param>
/// <param name="Reader">reads an input; says what it found</param>
/// <param name="Refusals">the exceptions that tell a user what is wrong with an input; any other is a fault</param>
/// <param name="BytesAByte">managed memory, bytes, that may be allocated for each byte of the input, beside
/// <see cref="Base"/>; 0 if the heap that run.sh gives the process is the only limit, because a library takes memory
/// before it looks</param>
/// <param name="Inflated">bytes that the input inflates to, each of which counts as one of the input; null where
/// nothing is inflated</param>
internal sealed record FuzzTarget(
    string Name, Func<byte[], object?> Reader, Type[] Refusals, long BytesAByte, Func<byte[], long>? Inflated = null)
{
    /// <summary>Managed memory, bytes, that any input may cost: buffers, messages, stack traces.</summary>
    public const long Base = 32L << 20;

    /// <summary>Reads an input; throws if that ends in a fault, which the fuzzer takes for a crash.</summary>
    /// <returns>what came of it, in words</returns>
    public string Read(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        string outcome;
        try
        {
            outcome = $"read {Reader(input)}";
        }
        catch (Exception exception) when (Array.Exists(Refusals, kind => kind.IsInstanceOfType(exception)))
        {
            outcome = $"refused: {exception.Message}";
            if (exception.Message.Length == 0)
                throw new InvalidOperationException("A refusal must say what is wrong, but was empty.", exception);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var most = Base + (BytesAByte * input.Length);
        if (allocated > most && Inflated is not null)
            most += BytesAByte * Inflated(input); // takes time, and is rarely asked for
        return allocated <= most || BytesAByte == 0
            ? outcome
            : throw new InvalidOperationException(
                $"{Name} must allocate at most {most} bytes for {input.Length}, but allocated {allocated}.");
    }
}
