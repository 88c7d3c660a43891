using Microsoft.AspNetCore.Builder;

namespace Unseen.AspNetCore;

/// <summary>The options of <see cref="UnseenEndpoints.MapUnseen"/>.</summary>
public sealed class UnseenEndpointOptions
{
    /// <summary>Images or feature vectors of a request, at least 1, default 64.</summary>
    public int MaxBatch { get; set; } = 64;

    /// <summary>Sets up the endpoints of predictions alone, such as by a rate limit; null (default) for
    /// nothing.</summary>
    public Action<IEndpointConventionBuilder>? Predictions { get; set; }

    /// <summary>
    /// Maps the endpoints that add, rename and remove classes, and sets them up, such as by an authorization policy.
    /// Null (default) leaves them out.
    /// </summary>
    public Action<IEndpointConventionBuilder>? Changes { get; set; }
}
