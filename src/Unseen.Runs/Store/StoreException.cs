namespace Unseen.Runs.Store;

/// <summary>A run store cannot be used; the message is one line that names it.</summary>
/// <param name="place">the store, without a password</param>
/// <param name="rule">what it must be</param>
/// <param name="found">what it was</param>
/// <param name="cause">what told so</param>
public sealed class StoreException(string place, string rule, string found, Exception? cause = null)
    : InputException(
        $"{place}: the run store must be {rule}, but was: {found.Split(['\r', '\n'])[0].TrimEnd('.')}.", cause);
