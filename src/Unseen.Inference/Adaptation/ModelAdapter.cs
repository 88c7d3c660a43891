using System.Globalization;

namespace Unseen.Inference.Adaptation;

/// <summary>
/// Adapts a model to photographs without labels. The prototypes of the unseen classes, which were computed from
/// descriptions, move towards the photographs. Stateless and thread-safe.
/// </summary>
/// <remarks>
/// The model's branch compares an image z, whitened and of unit length, with a prototype of each class: b for a seen
/// class, c for an unseen class. With the scores e of the model without its branch, each round computes
/// the probabilities p_i = softmax(e_i + [z_i b, z_i c + γ] / τ),
/// the expected number of photographs of each unseen class n_u = Σ_i p_iu,
/// the weight of these photographs β_u = β n_u / (n_u + κ),
/// the offset γ_u = γ0 - (γ0 - γ1) β_u / β, and
/// the prototype c_u = norm((1 - β_u) c_u0 + β_u norm(Σ_i p_iu z_i)), where c_u0 is the prototype before adaptation.
/// Two things keep a pool from doing harm. Because of κ, the prototype of a class with few photographs moves little.
/// And since the prototype of an unseen class with many photographs resembles the prototypes of seen classes, the
/// offset γ_u of such a class moves from γ0 to γ1.
/// </remarks>
public static class ModelAdapter
{
    /// <summary>Adapts a model.</summary>
    /// <param name="model">a model with a branch of prototypes; what it learnt from an earlier pool is
    /// forgotten</param>
    /// <param name="pool">blocks of raw features, each [N * D], one image after the other. They are enumerated several
    /// times and must have the same content each time. The memory of a block may be reused for the next one</param>
    /// <param name="options">the options; null (default) for the defaults</param>
    /// <param name="cancellation">stops the adaptation after the current block</param>
    /// <returns>the adapted model, and what changed</returns>
    /// <exception cref="ArgumentException">The model has no branch of prototypes or no unseen class, options are not
    /// valid, or the pool is empty or has features that are not finite, too large for finite scores or of another
    /// width.</exception>
    /// <exception cref="UnsuitablePoolException">The trained model predicts unseen classes for too few of the
    /// photographs.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static AdaptationResult Adapt(
        UnseenModel model, IEnumerable<ReadOnlyMemory<float>> pool, AdaptationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pool);
        options ??= new AdaptationOptions();
        if (options.Validate() is [_, ..] problems)
            throw new ArgumentException(string.Join(" ", problems));
        if (model.Branch is not { Form: ClassifierForm.Prototype } branch)
            throw new ArgumentException("model must have a branch of prototypes, but has none.", nameof(model));
        Require.That(model.IsSeen.Contains(false), nameof(model), "of at least one unseen class", "of none");
        return new AdaptationRun(model, branch, pool, options, cancellation).Run();
    }

    /// <summary>Measures the share r of photographs of seen classes for which a model predicts unseen classes, and
    /// stores r in a copy of the model. <see cref="Adapt"/> then requires that the model predicts unseen classes for at
    /// least the share r + 0.1 (1 - r) of a pool, unless <see cref="AdaptationOptions.MinUnseen"/> is 0.</summary>
    /// <param name="model">a model with a branch</param>
    /// <param name="heldOut">[N * D] raw features of photographs of seen classes that the model was not trained on; if
    /// empty, the same model is returned</param>
    /// <exception cref="ArgumentException">The model has no branch, or features are not finite, too large for finite
    /// scores or of another width.</exception>
    public static UnseenModel WithFalseUnseenRate(UnseenModel model, ReadOnlyMemory<float> heldOut)
    {
        ArgumentNullException.ThrowIfNull(model);
        var branch = model.Branch
            ?? throw new ArgumentException("model must have a branch, but has none.", nameof(model));
        if (heldOut.IsEmpty)
            return model;
        var share = model.WithBranch(null).PredictBatch(heldOut).Average(one => one.IsUnseen ? 1.0 : 0);
        return model.WithBranch(branch.WithMetadata(new Dictionary<string, string>
        {
            [AdaptationRun.MistakesKey] = share.ToString("R", CultureInfo.InvariantCulture),
        }));
    }

    /// <summary>Determines whether a model has learnt from photographs without labels.</summary>
    /// <param name="model">any model</param>
    public static bool IsAdapted(UnseenModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Branch?.Tensors.ContainsKey(UnseenModel.StartName) == true;
    }

    /// <summary>Creates a copy of a model without what the model learnt from photographs without labels. What it learnt
    /// from labelled photographs stays. If it learnt nothing from labelled photographs, the copy has no branch, and
    /// predicts as after training.</summary>
    /// <param name="model">any model</param>
    public static UnseenModel Forget(UnseenModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.WithBranch(
            model.Branch is { } branch && branch.Tensors.ContainsKey(UnseenModel.UntaughtName) ? branch.WithStart()
                : null);
    }
}
