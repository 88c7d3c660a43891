using Microsoft.AspNetCore.Builder;

namespace Unseen.AspNetCore;

/// <summary>The options of <see cref="UnseenEndpoints.MapUnseen"/>.</summary>
public sealed class UnseenEndpointOptions
{
    /// <summary>Maximum number of images and feature vectors in a request, at least 1, default 64.</summary>
    public int MaxBatch { get; set; } = 64;

    /// <summary>Configures only the prediction endpoints, for example with a rate limit; null (default) for
    /// no configuration.</summary>
    public Action<IEndpointConventionBuilder>? Predictions { get; set; }

    /// <summary>
    /// Maps and configures the endpoints that add, rename and remove classes, for example with an authorization
    /// policy. Null (default) does not map them.
    /// </summary>
    public Action<IEndpointConventionBuilder>? Changes { get; set; }

    /// <summary>
    /// Waits until a prediction can be computed, once its request was read. The result is disposed when it has been
    /// computed. Null (default) does not wait.
    /// </summary>
    internal Func<CancellationToken, Task<IDisposable>>? WaitForTurn { get; set; }
}
