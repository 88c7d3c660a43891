using Unseen.Data.Caching;
using Unseen.Runs;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Flags;

/// <summary>Finds the cache of converted datasets and features.</summary>
internal static class DataCache
{
    private const string FolderName = ".cache";

    /// <summary>Gets the cache that the flags name; null if caching is off.</summary>
    /// <exception cref="UsageException">The flags contradict each other, or the path is not a folder.</exception>
    public static DatasetCache? Create(FlagValues values) =>
        GetFolder(values) is { } path ? new DatasetCache(path) : null;

    /// <summary>Gets the folder of the cache; null if caching is off.</summary>
    /// <exception cref="UsageException">The flags contradict each other, or the path is not a folder.</exception>
    public static string? GetFolder(FlagValues values)
    {
        var isOff = values.IsOn(CommonFlags.NoCache);
        if (values.Text(CommonFlags.Cache) is not { } path)
            return isOff ? null : Path.Combine(ResultFolder.DefaultParent, FolderName);
        var name = values.GetName(CommonFlags.Cache);
        if (isOff)
            throw UsageException.Together(name, CommonFlags.NoCache.Name);
        return ResultFolder.RequireFolder(path, name);
    }
}
