namespace Unseen.Web.Hosting;

/// <summary>A key as its file has it.</summary>
/// <param name="Name">who holds it, for the log and the rate limit</param>
/// <param name="Use">what it allows</param>
internal sealed record ServiceKey(string Name, KeyUse Use);
