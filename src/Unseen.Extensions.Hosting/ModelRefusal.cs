namespace Unseen.Extensions.Hosting;

/// <summary>A changed model file that is not served.</summary>
/// <param name="Since">when a changed file was first refused after the served model was loaded, in UTC</param>
/// <param name="Reason">why the file was refused, with its path</param>
public sealed record ModelRefusal(DateTime Since, string Reason);
