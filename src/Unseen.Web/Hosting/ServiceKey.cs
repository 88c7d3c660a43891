namespace Unseen.Web.Hosting;

/// <summary>A key in a file of keys.</summary>
/// <param name="Name">the name of its holder, for the log and the rate limit</param>
/// <param name="Use">the requests that it allows</param>
internal sealed record ServiceKey(string Name, KeyUse Use);
