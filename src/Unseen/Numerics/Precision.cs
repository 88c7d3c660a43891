namespace Unseen.Numerics;

/// <summary>Specifies the number type of matrix products in training. Weights, optimiser state and evaluation are
/// always float32.</summary>
public enum Precision
{
    /// <summary>bfloat16 if the processor supports it natively (AVX-512 BF16 or AMX) or the device is a GPU, otherwise
    /// float32.</summary>
    Auto,

    /// <summary>float32 products.</summary>
    Fp32,

    /// <summary>bfloat16 products, accumulated in float32; master weights and optimiser state stay float32.</summary>
    Bf16,
}
