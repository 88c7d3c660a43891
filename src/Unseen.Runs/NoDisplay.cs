namespace Unseen.Runs;

/// <summary>Shows nothing.</summary>
internal sealed class NoDisplay : IWorkDisplay
{
    public T Run<T>(Func<Action<double, TimeSpan, string>, T> work) => work((_, _, _) => { });
}
