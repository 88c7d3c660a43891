using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Unseen.Images.Extraction;

/// <summary>
/// Stores the features of photographs by a hash of their contents, in one append-only file. If a process is stopped,
/// the next process can use everything that was written. At the first damaged or incomplete record, reading stops and
/// the rest of the file is discarded. Only one process can open the file at a time. Safe to call from several
/// threads.
/// </summary>
public sealed class FeatureCache : IDisposable
{
    private const int KeyLength = 32; // SHA-256
    private const int CheckLength = 8; // bytes of the record's SHA-256
    private const int SharingViolation = 32; // on Windows
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    // The last digit is increased whenever images are decoded differently. Version 2 added colour profiles and EXIF in
    // PNG files, version 3 the averaging of images whose height is reduced much more than their width.
    private static ReadOnlySpan<byte> Magic => "UNSEENF3"u8;

    private readonly Dictionary<string, float[]> _known = [];
    private readonly FileStream _file;
    private readonly int _width;
    private readonly Lock _lock = new();

    private FeatureCache(FileStream file, int width) => (_file, _width) = (file, width);

    /// <summary>The number of photographs whose features are in the cache.</summary>
    public int Count => _known.Count;

    /// <summary>Opens or creates the cache for a set of image models.</summary>
    /// <param name="folder">the folder of the caches; created if it does not exist</param>
    /// <param name="features">the image models</param>
    /// <exception cref="IOException">The file cannot be opened, for example because another process has it
    /// open.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static FeatureCache Open(string folder, Backbones.ImageFeatures features) => TryOpen(folder, features)
        ?? throw new IOException($"{folder}: another process uses the cache of features. Wait until it ends.");

    /// <summary>Opens or creates the cache, unless another process has it open.</summary>
    /// <param name="folder">the folder of the caches; created if it does not exist</param>
    /// <param name="features">the image models</param>
    /// <returns>the cache, or null if another process has it open</returns>
    /// <exception cref="IOException">The file cannot be opened for another reason.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static FeatureCache? TryOpen(string folder, Backbones.ImageFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"features-{features.Fingerprint[..16]}.bin");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when ((exception.HResult & 0xFFFF) == (OperatingSystem.IsWindows()
            ? SharingViolation : OperatingSystem.IsMacOS() ? MacWouldBlock : LinuxWouldBlock))
        {
            return null;
        }

        try
        {
            var cache = new FeatureCache(file, features.Width);
            cache.ReadAll();
            return cache;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Computes the key of a photograph: the SHA-256 of the file's contents, in lower-case hex.</summary>
    /// <param name="encoded">the contents of the whole file</param>
    public static string GetKey(ReadOnlySpan<byte> encoded) => Convert.ToHexStringLower(SHA256.HashData(encoded));

    /// <summary>Finds the features of a photograph, [D]; null if they are not in the cache. Do not change the
    /// array.</summary>
    /// <param name="key">the key from <see cref="GetKey"/></param>
    public float[]? Find(string key)
    {
        lock (_lock)
            return _known.GetValueOrDefault(key);
    }

    /// <summary>Adds the features of a photograph, unless the cache already has them.</summary>
    /// <param name="key">the key from <see cref="GetKey"/></param>
    /// <param name="features">[D] the features; the array is not copied</param>
    /// <exception cref="ArgumentException">The length of <paramref name="features"/> is not the feature width of the
    /// image models.</exception>
    /// <exception cref="FormatException">The key is not hexadecimal.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(string key, float[] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Require.That(features.Length == _width, nameof(features), $"of length {_width}", features.Length);
        var record = new byte[KeyLength + (features.Length * sizeof(float)) + CheckLength];
        Convert.FromHexString(key).CopyTo(record, 0);
        MemoryMarshal.AsBytes(features.AsSpan()).CopyTo(record.AsSpan(KeyLength));
        SHA256.HashData(record.AsSpan(0, record.Length - CheckLength))[..CheckLength]
            .CopyTo(record, record.Length - CheckLength);
        lock (_lock)
            if (_known.TryAdd(key, features))
                _file.Write(record);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadAll()
    {
        var header = new byte[Magic.Length + sizeof(int)];
        if (_file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header.AsSpan().StartsWith(Magic) || BinaryPrimitives.ReadInt32LittleEndian(
                header.AsSpan(Magic.Length)) != _width)
        {
            _file.SetLength(0);
            Magic.CopyTo(header);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(Magic.Length), _width);
            _file.Write(header);
            return;
        }

        var record = new byte[KeyLength + (_width * sizeof(float)) + CheckLength];
        var validEnd = _file.Position;
        while (_file.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length
            && SHA256.HashData(record.AsSpan(0, record.Length - CheckLength)).AsSpan(0, CheckLength)
                .SequenceEqual(record.AsSpan(record.Length - CheckLength)))
        {
            _known[Convert.ToHexStringLower(record.AsSpan(0, KeyLength))] =
                MemoryMarshal.Cast<byte, float>(record.AsSpan(KeyLength, _width * sizeof(float))).ToArray();
            validEnd = _file.Position;
        }

        _file.SetLength(validEnd);
        _file.Position = validEnd;
    }
}
