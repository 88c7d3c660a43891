using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Unseen.Web.Hosting;

/// <summary>
/// The keys that a service accepts. The file has one line for each key: its SHA-256 hash, what it allows ("predict" or
/// "change"), and the name of its holder. Empty lines and lines that begin with # are ignored. Immutable and
/// thread-safe.
/// </summary>
public sealed class KeyFile
{
    private const int KeyBytes = 24;
    private const int MaxNameLength = 100;

    private readonly FrozenDictionary<string, ServiceKey> _byHash;

    private KeyFile(IEnumerable<KeyValuePair<string, ServiceKey>> keys) => _byHash = keys.ToFrozenDictionary();

    /// <summary>Creates a key and adds its hash to a file. The key itself is not stored.</summary>
    /// <param name="path">the file; created if it does not exist, readable only by its owner except on Windows.
    /// The owner and the mode of an existing file stay as they are</param>
    /// <param name="name">name of the holder, different from all others: 1 to 100 characters without white space or
    /// control characters</param>
    /// <param name="use">what the key allows</param>
    /// <returns>the key, 192 random bits in 32 letters, digits, dashes and underscores</returns>
    /// <exception cref="ServiceException">The name is not valid or taken, or the file is not a file of
    /// keys.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static string Add(string path, string name, KeyUse use)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxNameLength || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw new ServiceException(
                $"The name of a key must have 1 to {MaxNameLength} characters and no white space.");
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        if (Parse(path, text)._byHash.Values.Any(other => other.Name == name))
            throw new ServiceException(
                $"{path} has a key named {name}. Choose another name, or delete that line first.");
        var key = CreateKey();
        var line = $"{GetHash(key)} {use.ToString().ToLowerInvariant()} {name}\n";
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text.Length == 0 || text.EndsWith('\n') ? line : $"\n{line}"));
        return key;
    }

    /// <summary>Creates a random key, which is not stored.</summary>
    /// <returns>192 random bits in 32 letters, digits, dashes and underscores</returns>
    public static string CreateKey() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)).Replace('+', '-').Replace('/', '_');

    /// <summary>Reads a file.</summary>
    /// <exception cref="ServiceException">The file cannot be read, a line is not valid, or two lines have the same
    /// key.</exception>
    internal static KeyFile Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(
                $"The file of keys {path} cannot be read: {FailureReason.Describe(exception)}.", exception);
        }
    }

    /// <summary>Finds the entry of a key; null if there is none.</summary>
    internal ServiceKey? Find(string key) => _byHash.GetValueOrDefault(GetHash(key));

    private static KeyFile Parse(string path, string text)
    {
        Dictionary<string, ServiceKey> keys = [];
        foreach (var (number, line) in text.Split('\n').Select(line => line.Trim()).Index())
        {
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            if (line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries) is not [{ Length: 64 } hash, var word,
                var name] || !hash.All(char.IsAsciiHexDigit)
                || !Enum.TryParse<KeyUse>(word, ignoreCase: true, out var use)
                || !word.All(char.IsAsciiLetter))
                throw new ServiceException(
                    $"{path}, line {number + 1} must be the SHA-256 hash of a key, 'predict' or 'change', and a name, "
                        + "separated by spaces. unseen key writes such lines.");
            if (!keys.TryAdd(hash.ToLowerInvariant(), new ServiceKey(name, use)))
                throw new ServiceException($"{path}, line {number + 1} has the key of an earlier line. Delete one.");
        }

        return new KeyFile(keys);
    }

    // Keys are random and long, so nobody can find a key by hashing guesses, even without salt.
    private static string GetHash(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
