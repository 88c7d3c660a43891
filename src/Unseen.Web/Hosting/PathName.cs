using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Unseen.Web.Hosting;

/// <summary>Reads a name that may contain slashes from the end of a request's path.</summary>
internal static class PathName
{
    /// <summary>Gets the name.</summary>
    /// <param name="routeValue">the last segment of the path, in which the server has decoded everything but
    /// slashes</param>
    /// <param name="context">the request</param>
    public static string Decode(string routeValue, HttpContext context)
    {
        if (!routeValue.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            return routeValue;
        // %2F was a slash, or %252F in the path as it was sent.
        var sent = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(sent[(sent.LastIndexOf('/') + 1)..]);
    }
}
