namespace Unseen.Inference;

/// <summary>A tensor as a safetensors header names it.</summary>
/// <param name="Name">its name</param>
/// <param name="Type">its number type as the format spells it, such as F32</param>
/// <param name="Shape">its sizes</param>
/// <param name="Length">bytes of its values</param>
/// <param name="Offset">bytes from the start of the stream to its values; 0 while it is written</param>
public sealed record SafeTensorsEntry(
    string Name, string Type, IReadOnlyList<long> Shape, long Length, long Offset = 0);
