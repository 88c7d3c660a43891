namespace Unseen.Runs;

/// <summary>Shows the progress of some work while it runs.</summary>
public interface IWorkDisplay
{
    /// <summary>Runs the work and shows what it reports: the finished fraction from 0 to 1, the remaining time, and a
    /// description of the current step. If the remaining time is null, the fraction is not known either.</summary>
    /// <param name="work">the work, which can report from several threads, but not at the same time</param>
    /// <typeparam name="T">type of the result</typeparam>
    /// <returns>the result of the work</returns>
    T Run<T>(Func<Action<double, TimeSpan?, string>, T> work);
}
