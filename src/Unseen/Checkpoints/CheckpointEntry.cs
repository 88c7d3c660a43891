using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>A tensor in a checkpoint.</summary>
/// <param name="Name">name of the tensor</param>
/// <param name="Type">number type</param>
/// <param name="Shape">sizes of the dimensions</param>
/// <param name="Offset">position in the file, in bytes</param>
/// <param name="Length">length in bytes</param>
internal sealed record CheckpointEntry(string Name, ScalarType Type, long[] Shape, long Offset, long Length);
