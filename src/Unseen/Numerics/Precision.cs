namespace Unseen.Numerics;

/// <summary>The number type of the matrix products in training. Weights, optimiser state and evaluation are float32 in
/// each.</summary>
public enum Precision
{
    /// <summary>bfloat16 where the processor multiplies it natively (AVX-512 BF16 or AMX) or the device is a GPU,
    /// otherwise float32.</summary>
    Auto,

    /// <summary>float32 products.</summary>
    Fp32,

    /// <summary>bfloat16 products, summed up in float32; master weights and optimiser state stay float32.</summary>
    Bf16,
}
