namespace Unseen.Runs;

/// <summary>Shows how far some work is while it runs.</summary>
public interface IWorkDisplay
{
    /// <summary>Runs the work and shows what it reports: the share done from 0 to 1, the time left, and what is going
    /// on.</summary>
    /// <param name="work">the work</param>
    /// <typeparam name="T">type of its result</typeparam>
    /// <returns>the result of the work</returns>
    T Run<T>(Func<Action<double, TimeSpan, string>, T> work);
}
