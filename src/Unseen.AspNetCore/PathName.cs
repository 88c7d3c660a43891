using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Unseen.AspNetCore;

/// <summary>Reads a name that may contain slashes from the path of a request.</summary>
internal static class PathName
{
    /// <summary>Gets the name.</summary>
    /// <param name="routeValue">a segment of the path, in which the server has decoded everything but slashes</param>
    /// <param name="context">the request</param>
    /// <param name="following">the number of segments after this one</param>
    public static string Decode(string routeValue, HttpContext context, int following = 0)
    {
        if (!routeValue.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            return routeValue;
        // The client sent either %2F for a slash, which the server keeps, or %252F for the text "%2F", which the server
        // decodes. Only the raw target of the request distinguishes the two.
        var sent = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/')
            .Split('/');
        return Uri.UnescapeDataString(sent[^(following + 1)]);
    }
}
