namespace Unseen.Extensions.Hosting;

/// <summary>A changed model file that is not served.</summary>
/// <param name="Since">when it was refused first, in UTC</param>
/// <param name="Reason">why, with the path of the file</param>
public sealed record ModelRefusal(DateTime Since, string Reason);
