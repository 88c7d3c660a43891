using Unseen.Checkpoints;
using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>A parameter array with Adam's moments and, if matrix products use another number type, a copy in that
/// type.</summary>
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

    /// <summary>The master values, which Adam updates.</summary>
    public Tensor Value { get; }

    /// <summary>The values in the product type; the same tensor as <see cref="Value"/> if the types are
    /// equal.</summary>
    public Tensor Product { get; }

    /// <summary>Whether <see cref="Product"/> must be kept up to date.</summary>
    public bool HasCopy => !ReferenceEquals(Product, Value);

    /// <summary>Adam's moving average of gradients.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Adam's moving average of squared gradients.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Creates an array that takes part in matrix products.</summary>
    /// <param name="value">float32 values, disposed with this object</param>
    /// <param name="productType">the number type of the products</param>
    public static TrainedArray Matrix(Tensor value, ScalarType productType) => new(value, productType, ownsValue: true);

    /// <summary>Creates an array that does not take part in matrix products.</summary>
    /// <param name="value">float32 values, disposed with this object</param>
    public static TrainedArray Vector(Tensor value) => new(value, value.dtype, ownsValue: true);

    /// <summary>Creates an array over values that another object owns, updated in place.</summary>
    /// <param name="value">float32 values, not disposed</param>
    /// <param name="productType">the number type of the products, or null (default) if the array takes part in
    /// none</param>
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
