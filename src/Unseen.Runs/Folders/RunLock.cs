using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unseen.Runs.Folders;

/// <summary>Locks a run's folder for one process. The operating system releases the lock when the process ends, even
/// if it is killed.</summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = "run.lock";
    private const string OwnerName = "run.owner"; // separate, since other processes cannot read the locked file

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    private readonly FileStream _file;
    private readonly string _owner;

    private RunLock(FileStream file, string owner) => (_file, _owner) = (file, owner);

    /// <summary>Determines whether a file belongs to a lock.</summary>
    public static bool IsPart(string path) => Path.GetFileName(path) is FileName or OwnerName;

    /// <summary>Locks a folder.</summary>
    /// <exception cref="FolderInUseException">Another process uses the folder. The message names the process and how
    /// long it has used the folder.</exception>
    public static RunLock Take(string folder, TimeProvider clock)
    {
        var (path, ownerPath) = (Path.Combine(folder, FileName), Path.Combine(folder, OwnerName));
        FileStream file;
        try
        {
            file = Open(path);
        }
        catch (IOException exception) when (
            exception is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new FolderInUseException(
                $"{folder} is in use by {GetOwner(ownerPath, clock)}. Wait until it ends, stop it, or choose "
                    + "another folder.", exception);
        }

        var held = new RunLock(file, ownerPath);
        try
        {
            AtomicFile.WriteText(ownerPath, JsonText.OneLine(new JsonObject
            {
                ["process"] = Environment.ProcessId,
                ["machine"] = Environment.MachineName,
                ["since"] = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            }));
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Waits until no process uses a folder, but not longer than the given time. Does not lock the
    /// folder.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static void WaitUntilFree(string folder, TimeSpan patience, CancellationToken cancellation)
    {
        var start = Stopwatch.StartNew();
        while (start.Elapsed < patience && !IsFree(folder))
            if (cancellation.WaitHandle.WaitOne(_interval))
                cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Determines whether no process uses a folder. Returns true if access to the lock is denied, since
    /// waiting does not help then.</summary>
    public static bool IsFree(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return true;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            return true;
        }
        catch (IOException)
        {
            return !File.Exists(path);
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Path.GetDirectoryName(_owner)))
        {
            File.Delete(_owner);
            // On Windows, an open file cannot be deleted. There, DeleteOnClose deletes the file when it is closed.
            if (!OperatingSystem.IsWindows())
                File.Delete(_file.Name);
        }

        _file.Dispose();
    }

    /// <summary>Opens and locks the file. If its last owner deleted it in the meantime, creates and locks a new
    /// file.</summary>
    private static FileStream Open(string path)
    {
        while (true)
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1,
                OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
            if (OperatingSystem.IsWindows() || IsStillAt(path, file))
                return file;
            file.Dispose();
        }
    }

    /// <summary>Determines whether an open file still exists under its path: gives it a random last write time, and
    /// compares this with the time of the file at the path. If the file was deleted between opening and locking, the
    /// lock is worthless: the next process creates and locks another file.</summary>
    private static bool IsStillAt(string path, FileStream file)
    {
        try
        {
            File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UnixEpoch.AddSeconds(Random.Shared.Next()));
        }
        catch (UnauthorizedAccessException)
        {
            return true; // a killed process of another user left the file, so nobody deleted it
        }

        return File.GetLastWriteTimeUtc(path) == File.GetLastWriteTimeUtc(file.SafeFileHandle);
    }

    private static string GetOwner(string path, TimeProvider clock)
    {
        try
        {
            var owner = JsonNode.Parse(File.ReadAllText(path))!;
            var since = DateTimeOffset.Parse((string)owner["since"]!, CultureInfo.InvariantCulture);
            return $"process {owner["process"]} on {owner["machine"]} for {Words.Duration(clock.GetUtcNow() - since)}";
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException
            or FormatException or NullReferenceException or ArgumentNullException)
        {
            return "another process";
        }
    }
}
