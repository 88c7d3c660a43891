namespace Unseen.Fuzz;

/// <summary>A reader to fuzz, the exceptions by which it may refuse an input, and the memory that it may
/// allocate.</summary>
/// <param name="Name">name of the target on the command line</param>
/// <param name="Reader">reads an input, and returns what it found</param>
/// <param name="Refusals">the exceptions that tell a user what is wrong with an input; any other exception is a
/// fault</param>
/// <param name="BytesPerByte">bytes of managed memory that reading may allocate for each byte of the input, in addition
/// to <see cref="Base"/>; 0 if the reader may allocate far more: then only the heap limit that run.sh sets
/// applies</param>
/// <param name="Inflated">returns the number of bytes that the input inflates to, which are added to the bytes of the
/// input; null (default) if nothing is inflated</param>
internal sealed record FuzzTarget(
    string Name, Func<byte[], object?> Reader, Type[] Refusals, long BytesPerByte, Func<byte[], long>? Inflated = null)
{
    /// <summary>Bytes of managed memory that reading an input of any length may allocate: buffers, messages, stack
    /// traces.</summary>
    public const long Base = 32L << 20;

    /// <summary>Reads an input. Exceptions other than refusals are not caught, and the fuzzer counts them as
    /// crashes.</summary>
    /// <returns>what was read, or the message of the refusal</returns>
    /// <exception cref="InvalidOperationException">A refusal has no message, or too much memory was
    /// allocated.</exception>
    public string Read(byte[] input)
    {
        var before = GC.GetTotalAllocatedBytes(); // of all threads, since readers may start threads
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

        var allocated = GC.GetTotalAllocatedBytes() - before;
        var max = Base + (BytesPerByte * input.Length);
        if (allocated > max && Inflated is not null)
            max += BytesPerByte * Inflated(input); // inflating the input is slow, but rarely needed
        return allocated <= max || BytesPerByte == 0
            ? outcome
            : throw new InvalidOperationException(
                $"{Name} must allocate at most {max} bytes for an input of {input.Length}, but allocated {allocated}.");
    }
}
