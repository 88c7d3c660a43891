namespace Unseen.Runs;

/// <summary>A display that shows nothing.</summary>
internal sealed class NoDisplay : IWorkDisplay
{
    public T Run<T>(Func<Action<double, TimeSpan?, string>, T> work) => work((_, _, _) => { });
}
