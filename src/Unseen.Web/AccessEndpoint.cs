using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.Web.Hosting;

namespace Unseen.Web;

/// <summary>/v1/access: what a request can do with its key. Pages use it to offer only what is allowed.</summary>
internal static class AccessEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet($"{Pipeline.Api}/access", GetAsync).WithName("getAccess").WithTags("Monitoring")
            .WithSummary("What the key of the request allows. Needs no key.").ProducesProblem(400);

    private static async Task<Ok<CallerAccess>> GetAsync(
        ClaimsPrincipal user, KeyRing keys, ServiceOptions options, IAuthorizationService authorization)
    {
        async Task<bool> MayAsync(string policy) => (await authorization.AuthorizeAsync(user, policy)).Succeeded;
        return TypedResults.Ok(new CallerAccess(keys.IsInUse, user.Identity?.Name,
            await MayAsync(KeyAuthentication.MayPredict), await MayAsync(KeyAuthentication.MayChange),
            options.Models.Count > 0, options.Project is not null));
    }

    /// <summary>What a request can do with its key.</summary>
    /// <param name="HasKeys">whether the service has keys at all</param>
    /// <param name="Key">name of the key's holder, or null if the request has no valid key</param>
    /// <param name="MayPredict">whether predictions, and everything else that only reads, are allowed</param>
    /// <param name="MayChange">whether models, photographs for review and descriptions may be changed</param>
    /// <param name="HasModels">whether the service has models to try</param>
    /// <param name="HasProject">whether the service has a project whose classes can be described</param>
    internal sealed record CallerAccess(
        bool HasKeys, string? Key, bool MayPredict, bool MayChange, bool HasModels, bool HasProject);
}
