using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Unseen.AspNetCore;
using Unseen.Extensions.Hosting;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs;
using Unseen.Runs.Adaptation;

namespace Unseen.Web.Adapting;

/// <summary>The photographs that one model can learn from, kept in memory as features, and the adaptation of the model
/// to them in the background. Thread-safe.</summary>
internal sealed partial class ModelAdaptation(HostedModel hosted, ILogger logger, CancellationToken stopping)
{
    /// <summary>The maximum number of photographs that are kept.</summary>
    public const int MaxPhotographs = 10_000;

    private readonly Lock _gate = new();
    private readonly Lock _fitting = new();
    private readonly List<float[]> _pool = [];
    private FeatureOrigin _origin; // of the pool
    private string? _problem;
    private bool _canForce;
    private AdaptationState.Change? _changed;
    private Task _work = Task.CompletedTask;

    /// <summary>Gets the state.</summary>
    public AdaptationState State
    {
        get
        {
            lock (_gate)
            {
                ForgetOthers(hosted.Model);
                return new AdaptationState(
                    !_work.IsCompleted ? "running" : _problem is not null ? "failed" : _changed is not null ? "done"
                        : "idle", _pool.Count, ModelAdapter.IsAdapted(hosted.Model))
                {
                    Problem = _work.IsCompleted ? _problem : null,
                    CanForce = _work.IsCompleted && _canForce,
                    Changed = _work.IsCompleted ? _changed : null,
                };
            }
        }
    }

    /// <summary>Gets the current model, and the same model with a branch: the second classifier with which a model
    /// learns after training. If the model has no branch yet, a branch is fitted to the training data, by one thread at
    /// a time.</summary>
    /// <remarks>This takes seconds and much memory. Call it before the model is locked for a change.</remarks>
    /// <exception cref="InputException">The training data are needed but cannot be read.</exception>
    public (UnseenModel Model, UnseenModel Branched) Fit()
    {
        lock (_fitting)
        {
            var model = hosted.Model;
            return (model, AddBranch(model));
        }
    }

    /// <summary>Gets a version of the model with a branch. If the model has no branch yet, a branch is fitted to the
    /// training data.</summary>
    /// <exception cref="InputException">As for <see cref="Fit"/>.</exception>
    public UnseenModel AddBranch(UnseenModel model)
    {
        try
        {
            return RunAdaptation.AddBranch(model, hosted.Folder);
        }
        catch (UsageException) // its message names a flag that the service does not have
        {
            throw new UsageException("the model has not been adapted or taught before, so this needs its training "
                + "data, and its run does not say where they are. The operator of the service can run unseen adapt or "
                + "unseen teach with --data, and serve the model that the command writes.");
        }
    }

    /// <summary>Keeps photographs to learn from. Forgets earlier photographs whose features other image models
    /// computed.</summary>
    /// <param name="model">the version of the model whose image models computed the features</param>
    /// <param name="features">the features of each photograph, [D]</param>
    /// <returns>false if there would be more than <see cref="MaxPhotographs"/>; then none of the new photographs is
    /// kept</returns>
    public bool TryAdd(UnseenModel model, IReadOnlyCollection<float[]> features)
    {
        lock (_gate)
        {
            ForgetOthers(model);
            if (_pool.Count + features.Count > MaxPhotographs)
                return false;
            _pool.AddRange(features);
            return true;
        }
    }

    /// <summary>Forgets the photographs, not what was learnt from them.</summary>
    public void Clear()
    {
        lock (_gate)
            _pool.Clear();
    }

    /// <summary>Begins to adapt the model to the photographs.</summary>
    /// <param name="options">the options</param>
    /// <param name="photographs">number of photographs that the caller has sent, or null if unknown</param>
    /// <returns>null, or why the adaptation was not started: the model is being adapted already, there is no
    /// photograph, or their number differs from <paramref name="photographs"/></returns>
    public string? Start(AdaptationOptions options, int? photographs)
    {
        lock (_gate)
        {
            var model = hosted.Model;
            ForgetOthers(model);
            if (!_work.IsCompleted)
                return "The model is being adapted already.";
            if (photographs is { } sent && sent != _pool.Count)
                return "Another user may be teaching this model at the same time: the number of photographs to learn "
                    + $"from is {_pool.Count} instead of {sent}. Nothing was learnt; send the photographs again later.";
            if (_pool.Count == 0)
                return "There are no photographs to learn from. Send some to /v1/adaptation/photographs first.";
            ReadOnlyMemory<float> pool = _pool.SelectMany(image => image).ToArray();
            _work = Task.Run(() => Run(model, pool, options), CancellationToken.None);
            return null;
        }
    }

    /// <summary>Makes the model forget what it learnt from photographs without labels.</summary>
    /// <returns>false if the model is being adapted, or has learnt nothing from such photographs</returns>
    public bool TryUndo()
    {
        lock (_gate)
        {
            if (!_work.IsCompleted || !ModelAdapter.IsAdapted(hosted.Model))
                return false;
            ClassEndpoints.Change(hosted, ModelAdapter.Forget);
            (_problem, _canForce, _changed) = (null, false, null);
            return true;
        }
    }

    /// <summary>Forgets the photographs if other image models computed their features, because the model's file has
    /// changed.</summary>
    private void ForgetOthers(UnseenModel model)
    {
        if (FeatureOrigin.Create(model) != _origin)
            _pool.Clear();
        _origin = FeatureOrigin.Create(model);
    }

    private void Run(UnseenModel model, ReadOnlyMemory<float> pool, AdaptationOptions options)
    {
        string? problem = null;
        var canForce = false;
        AdaptationState.Change? changed = null;
        try
        {
            var (before, branched) = Fit();
            if (FeatureOrigin.Create(before) != FeatureOrigin.Create(model))
                throw new ModelChangedException();
            var result = ModelAdapter.Adapt(branched, [pool], options, stopping);
            ClassEndpoints.Change(hosted, current => ReferenceEquals(current, before) ? result.Model
                : throw new ModelChangedException());
            changed = AdaptationState.Change.Create(result);
        }
        catch (Exception exception) // no failure may end the service
        {
            Failed(logger, hosted.Name, exception);
            canForce = exception is UnsuitablePoolException;
            problem = exception switch
            {
                InputException or BadHttpRequestException => exception.Message,
                ModelChangedException => "The model was changed at the same time. Start again.",
                OperationCanceledException => "The service was stopped.",
                _ => "It failed because of a fault of the service. Nothing was changed; the service's log says why.",
            };
        }

        lock (_gate)
            (_problem, _canForce, _changed) = (problem, canForce, changed);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {Model} was not adapted.")]
    private static partial void Failed(ILogger logger, string model, Exception exception);

    private sealed class ModelChangedException : Exception;
}
