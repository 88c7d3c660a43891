using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unseen.Runs.Folders;

/// <summary>Keeps a run's folder to one process. The operating system ends it with the process, however that
/// ends.</summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = "run.lock";
    private const string OwnerName = "run.owner"; // beside it, since a locked file can be read on no system

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    private readonly FileStream _file;
    private readonly string _owner;

    private RunLock(FileStream file, string owner) => (_file, _owner) = (file, owner);

    /// <summary>Whether a file is a lock file.</summary>
    public static bool IsPart(string path) => Path.GetFileName(path) is FileName or OwnerName;

    /// <summary>Takes a folder.</summary>
    /// <exception cref="FolderInUseException">Another process has it; it is named with how long it has had
    /// it.</exception>
    public static RunLock Take(string folder, TimeProvider clock)
    {
        var (path, ownerPath) = (Path.Combine(folder, FileName), Path.Combine(folder, OwnerName));
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (
            exception is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new FolderInUseException(
                $"{folder} must be used by one process at a time, but is in use by {OwnerOf(ownerPath, clock)}. Wait "
                + "for it, end it, or choose another folder.", exception);
        }

        try
        {
            AtomicFile.WriteText(ownerPath, JsonText.OneLine(new JsonObject
            {
                ["process"] = Environment.ProcessId,
                ["machine"] = Environment.MachineName,
                ["since"] = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            }));
            return new RunLock(file, ownerPath);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Waits while another process has a folder; where that takes too long, the process that takes it next is
    /// told who has it.</summary>
    public static void WaitUntilFree(string folder, TimeSpan patience, CancellationToken cancellation)
    {
        var start = Stopwatch.StartNew();
        while (start.Elapsed < patience && !IsFree(folder))
            if (cancellation.WaitHandle.WaitOne(_interval))
                cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Whether a folder is free.</summary>
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
    }

    public void Dispose()
    {
        if (Directory.Exists(Path.GetDirectoryName(_owner)))
            File.Delete(_owner);
        _file.Dispose();
    }

    private static string OwnerOf(string path, TimeProvider clock)
    {
        try
        {
            var owner = JsonNode.Parse(File.ReadAllText(path))!;
            var since = DateTimeOffset.Parse((string)owner["since"]!, CultureInfo.InvariantCulture);
            return $"process {owner["process"]} on {owner["machine"]} for {Words.Duration(clock.GetUtcNow() - since)}";
        }
        catch (Exception exception) when (
            exception is IOException or JsonException or InvalidOperationException or FormatException
            or NullReferenceException or ArgumentNullException)
        {
            return "another process";
        }
    }
}
