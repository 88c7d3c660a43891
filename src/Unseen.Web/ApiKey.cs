using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Unseen.Web;

/// <summary>Lets a request change classes if it carries the key, as X-Api-Key or as a bearer token.</summary>
internal sealed class ApiKey(ServiceOptions options) : IEndpointFilter
{
    private const string Header = "X-Api-Key";
    private const string Bearer = "Bearer ";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (options.ApiKey is null)
            throw new BadHttpRequestException(
                "classes cannot be changed: the service was started without --api-key-file.",
                StatusCodes.Status403Forbidden);
        if (Shown(context.HttpContext.Request) is not { } shown || !Equal(shown, options.ApiKey))
        {
            context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            throw new BadHttpRequestException(
                $"the key must be in {Header} or as a bearer token, but was absent or another.",
                StatusCodes.Status401Unauthorized);
        }

        return next(context);
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var key))
            return key.ToString();
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..]
            : null;
    }

    /// <summary>Takes the same time whatever the difference.</summary>
    private static bool Equal(string shown, string key) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
