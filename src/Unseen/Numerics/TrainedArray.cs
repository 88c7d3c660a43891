using Unseen.Checkpoints;
using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>A parameter array with Adam's moments and, where products are not computed in its own type, a copy for
/// them.</summary>
internal sealed class TrainedArray : IResumable, IDisposable
{
    private readonly bool _ownsValue;

    private TrainedArray(Tensor value, ScalarType productType, bool ownsValue)
    {
        _ownsValue = ownsValue;
        using var inference = no_grad();
        Value = value;
        Product = productType == value.dtype ? value : value.to(productType).DetachFromDisposeScope();
        FirstMoment = zeros_like(value).DetachFromDisposeScope();
        SecondMoment = zeros_like(value).DetachFromDisposeScope();
    }

    /// <summary>The master values, the only ones that are updated from a gradient.</summary>
    public Tensor Value { get; }

    /// <summary>The values as products use them; the same tensor as <see cref="Value"/> where the types
    /// agree.</summary>
    public Tensor Product { get; }

    /// <summary>Whether <see cref="Product"/> must be kept up to date.</summary>
    public bool HasCopy => !ReferenceEquals(Product, Value);

    /// <summary>Adam's running mean of gradients.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Adam's running mean of squared gradients.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>An array that takes part in matrix products.</summary>
    /// <param name="value">float32; disposed with this</param>
    /// <param name="productType">the type products are computed in</param>
    public static TrainedArray Matrix(Tensor value, ScalarType productType) => new(value, productType, ownsValue: true);

    /// <summary>An array that takes part in no matrix product.</summary>
    /// <param name="value">float32; disposed with this</param>
    public static TrainedArray Vector(Tensor value) => new(value, value.dtype, ownsValue: true);

    /// <summary>Someone else's array, updated in place.</summary>
    /// <param name="value">float32; borrowed</param>
    /// <param name="productType">the type products are computed in, or null where it takes part in none</param>
    public static TrainedArray Borrowing(Tensor value, ScalarType? productType = null) =>
        new(value, productType ?? value.dtype, ownsValue: false);

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("value", Value);
        state.Sync("first", FirstMoment);
        state.Sync("second", SecondMoment);
        if (!state.IsRestoring || !HasCopy)
            return;
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        Product.copy_(Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (HasCopy)
            Product.Dispose();
        if (_ownsValue)
            Value.Dispose();
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }
}
