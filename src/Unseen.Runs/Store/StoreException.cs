namespace Unseen.Runs.Store;

/// <summary>Thrown if a run store cannot be used. The message is one line that names the store.</summary>
/// <param name="place">the store, without a password</param>
/// <param name="problem">what is wrong with the store, such as "cannot be opened"</param>
/// <param name="detail">the reason, or what to do; only the first line is used</param>
/// <param name="cause">the exception that caused this one, or null (default)</param>
public sealed class StoreException(string place, string problem, string detail, Exception? cause = null)
    : InputException(
        $"{place}: the run store {problem}: {detail.Split(['\r', '\n'])[0].TrimEnd('.')}.", cause);
