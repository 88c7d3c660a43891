namespace Unseen.Runs.Store;

/// <summary>Thrown if a run store cannot be used. The message is one line that names the store.</summary>
/// <param name="place">the store, without a password</param>
/// <param name="rule">what the store must be</param>
/// <param name="found">what was found instead</param>
/// <param name="cause">the exception that caused this one, or null (default)</param>
public sealed class StoreException(string place, string rule, string found, Exception? cause = null)
    : InputException(
        $"{place}: the run store must be {rule}, but was: {found.Split(['\r', '\n'])[0].TrimEnd('.')}.", cause);
