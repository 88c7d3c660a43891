using Unseen.Inference;

namespace Unseen.Samples.WebApi;

/// <summary>Models in dependency injection, by name, as ML.NET's PredictionEnginePool has them.</summary>
public static class ModelServices
{
    /// <summary>
    /// Adds a model, loaded when first asked for. One instance serves all requests: an <see cref="UnseenModel"/> is
    /// immutable and thread-safe, so that there is nothing to pool.
    /// </summary>
    /// <param name="services">where it goes</param>
    /// <param name="name">what to ask for it by, such as with <c>GetRequiredKeyedService</c></param>
    /// <param name="path">a model file or the folder of a run</param>
    public static IServiceCollection AddUnseenModel(this IServiceCollection services, string name, string path) =>
        services.AddKeyedSingleton(name, (_, _) => UnseenModel.Load(path));
}
