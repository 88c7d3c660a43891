using System.Globalization;

namespace Unseen.Inference.Adaptation;

/// <summary>
/// Adapts a model to photographs without labels: prototypes of the unseen classes move from where the descriptions
/// place them to where the photographs are. Stateless and thread-safe.
/// </summary>
/// <remarks>
/// The model's branch compares an image z, whitened and of unit length, with a prototype of each class. In every round
/// p_i = softmax(e_i + [z_i b, z_i c + γ] / τ) with the scores e of the model without its branch, seen prototypes b and
/// unseen ones c; n_u = Σ_i p_iu; β_u = β n_u / (n_u + κ); γ_u = γ0 - (γ0 - γ1) β_u / β; and
/// c_u = norm((1 - β_u) c_u0 + β_u norm(Σ_i p_iu z_i)). Two things keep a pool from doing harm: κ, as a class that few
/// photographs speak for moves little, and γ_u, as a prototype that has become as real as the seen ones does not need
/// their handicap.
/// </remarks>
public static class ModelAdapter
{
    /// <summary>Adapts a model.</summary>
    /// <param name="model">a model with a branch of prototypes; what it learnt from an earlier pool is
    /// forgotten</param>
    /// <param name="pool">blocks of raw features, each [N * D], one image after the other; enumerated several times,
    /// with the same content; a block need not outlive the step to the next one</param>
    /// <param name="options">constants; null (default) for the defaults</param>
    /// <param name="cancellation">stops after the current block</param>
    /// <returns>the model and what changed</returns>
    /// <exception cref="ArgumentException">The model has no branch of prototypes or no unseen class, options are not
    /// valid, or the pool is empty or has features that are not finite or of another width.</exception>
    /// <exception cref="UselessPoolException">The model takes too few of the photographs for unseen
    /// classes.</exception>
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

    /// <summary>Tells a model how often it takes photographs of seen classes for unseen ones. It then refuses pools
    /// unless more than these mistakes speak for at least a tenth of photographs of unseen classes.</summary>
    /// <param name="model">a model with a branch</param>
    /// <param name="heldOut">[N * D] raw features of photographs of seen classes that the model was not trained on; if
    /// empty, the model stays as it is</param>
    /// <exception cref="ArgumentException">The model has no branch, or features are not finite or of another
    /// width.</exception>
    public static UnseenModel WithMistakes(UnseenModel model, ReadOnlyMemory<float> heldOut)
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

    /// <summary>Forgets what a model learnt from photographs without labels. Classes that were added or taught by
    /// labelled photographs stay; if there are none, the model has no branch any more, and predicts as it was
    /// trained.</summary>
    /// <param name="model">any model</param>
    public static UnseenModel Forget(UnseenModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.WithBranch(
            model.Branch is { } branch && branch.Tensors.ContainsKey(UnseenModel.UntaughtName) ? branch.WithStart()
                : null);
    }
}
