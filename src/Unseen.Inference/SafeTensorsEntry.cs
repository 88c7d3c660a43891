namespace Unseen.Inference;

/// <summary>The entry of a tensor in a safetensors header.</summary>
/// <param name="Name">name of the tensor</param>
/// <param name="Type">dtype as the format spells it, such as F32</param>
/// <param name="Shape">sizes of the dimensions</param>
/// <param name="Length">length of the values in bytes</param>
/// <param name="Offset">position of the values in the stream, in bytes, default 0; not used for writing</param>
public sealed record SafeTensorsEntry(
    string Name, string Type, IReadOnlyList<long> Shape, long Length, long Offset = 0);
