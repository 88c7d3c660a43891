using Microsoft.AspNetCore.Http;
using Unseen.Extensions.Hosting;

namespace Unseen.AspNetCore;

/// <summary>Finds the model that a request names.</summary>
internal static class ServedModels
{
    /// <summary>Gets the model with a name, or the default if the name is null or empty.</summary>
    /// <exception cref="BadHttpRequestException">There is no such model.</exception>
    public static HostedModel Require(this UnseenModels models, string? name) => models.Find(name)
        ?? throw new BadHttpRequestException(models.All.Count == 0 ? "This service has no model."
            : $"There is no such model. The models are {string.Join(", ", models.All.Select(model => model.Name))}.",
            StatusCodes.Status404NotFound);
}
