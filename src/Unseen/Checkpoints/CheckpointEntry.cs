using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>A tensor in a checkpoint.</summary>
/// <param name="Name">its name</param>
/// <param name="Type">its number type</param>
/// <param name="Shape">its sizes</param>
/// <param name="Offset">bytes from the start of the file</param>
/// <param name="Length">bytes</param>
internal sealed record CheckpointEntry(string Name, ScalarType Type, long[] Shape, long Offset, long Length);
