#pragma warning disable IDE0005 // MSBuild compiles this file without implicit usings.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Unseen.Build;

/// <summary>
/// Copies a Linux library and marks one symbol version that it requires as weak, so that the loader accepts the
/// copy on systems that lack the version. Nothing else in the file changes. The copy is identical if the
/// library does not require the version, if the version is weak already, or if the library uses a symbol of it.
/// </summary>
/// <remarks>
/// MSBuild compiles this file as an inline task, against .NET Standard 2.0. The offsets and constants are those
/// of "ELF-64 Object File Format" and of the chapter on symbol versioning of the Linux Standard Base.
/// </remarks>
public sealed partial class WeakenSymbolVersion
{
    private const uint SectionRelocations = 4;
    private const uint SectionVersionNeeds = 0x6ffffffe;
    private const uint SectionSymbolVersions = 0x6fffffff;
    private const byte FlagWeak = 2;

    /// <summary>Sets the weak flag of a symbol version in place.</summary>
    /// <param name="library">the whole file; anything but a 64-bit little-endian ELF file stays as it is</param>
    /// <param name="symbolVersion">the version's name</param>
    /// <returns>whether the file changed</returns>
    /// <exception cref="InvalidDataException">The file ends before a position that its headers refer to.</exception>
    public static bool Weaken(byte[] library, string symbolVersion)
    {
        if (library.Length < 6 || library[0] != 0x7f || library[1] != 'E' || library[2] != 'L' || library[3] != 'F'
            || library[4] != 2 || library[5] != 1)
            return false;
        foreach (var needs in Sections(library, SectionVersionNeeds))
        {
            var names = Section(library, needs.Link).Offset;
            // Two nested lists: the needed files, and the versions of each file. Each entry holds the offset of the
            // next entry, which is 0 in the last entry.
            for (ulong file = needs.Offset, nextFile = 1; nextFile != 0; file += nextFile)
            {
                nextFile = Read(library, file + 12, 4);
                var version = file + Read(library, file + 8, 4);
                for (var nextVersion = 1UL; nextVersion != 0; version += nextVersion)
                {
                    nextVersion = Read(library, version + 12, 4);
                    if (!NameIs(library, names + Read(library, version + 8, 4), symbolVersion))
                        continue;
                    if ((Read(library, version + 4, 2) & FlagWeak) != 0
                        || IsRelocated(library, Read(library, version + 6, 2)))
                        return false;
                    library[version + 4] |= FlagWeak;
                    return true;
                }
            }
        }
        return false;
    }

    // The loader binds a symbol only through a relocation: without a relocation, no code can use the symbol.
    private static bool IsRelocated(byte[] library, ulong versionIndex)
    {
        foreach (var versions in Sections(library, SectionSymbolVersions))
            foreach (var relocations in Sections(library, SectionRelocations))
                for (var offset = relocations.Offset; offset < relocations.Offset + relocations.Size; offset += 24)
                {
                    var symbol = Read(library, offset + 8, 8) >> 32;
                    if (relocations.Link == versions.Link
                        && Read(library, versions.Offset + (2 * symbol), 2) == versionIndex)
                        return true;
                }
        return false;
    }

    private static List<(ulong Offset, ulong Size, ulong Link)> Sections(byte[] library, uint type)
    {
        var count = Read(library, 60, 2);
        var found = new List<(ulong Offset, ulong Size, ulong Link)>();
        for (var index = 0UL; index < count; index++)
            if (Read(library, Header(library, index) + 4, 4) == type)
                found.Add(Section(library, index));
        return found;
    }

    private static (ulong Offset, ulong Size, ulong Link) Section(byte[] library, ulong index)
    {
        var header = Header(library, index);
        return (Read(library, header + 24, 8), Read(library, header + 32, 8), Read(library, header + 40, 4));
    }

    private static ulong Header(byte[] library, ulong index) => Read(library, 40, 8) + (index * Read(library, 58, 2));

    private static bool NameIs(byte[] library, ulong offset, string name)
    {
        foreach (var expected in Encoding.ASCII.GetBytes(name + "\0"))
            if (Read(library, offset++, 1) != expected)
                return false;
        return true;
    }

    private static ulong Read(byte[] library, ulong offset, uint size)
    {
        if (offset > (ulong)library.Length || size > (ulong)library.Length - offset)
            throw new InvalidDataException(
                $"The library must contain {size} bytes at offset {offset}, but is {library.Length} bytes long.");
        var value = 0UL;
        for (var i = size; i > 0; i--)
            value = (value << 8) | library[offset + i - 1];
        return value;
    }
}

#if !WITHOUT_MSBUILD // The tests compile the algorithm without MSBuild.
public sealed partial class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    /// <summary>Path of the library to copy.</summary>
    [Microsoft.Build.Framework.Required]
    public string Source { get; set; } = "";

    /// <summary>Path of the copy.</summary>
    [Microsoft.Build.Framework.Required]
    public string Destination { get; set; } = "";

    /// <summary>The symbol version, such as GLIBCXX_3.4.32.</summary>
    [Microsoft.Build.Framework.Required]
    public string SymbolVersion { get; set; } = "";

    /// <summary>Writes the copy.</summary>
    /// <returns>false, with an error logged, if the library cannot be read or is truncated</returns>
    public override bool Execute()
    {
        try
        {
            var library = File.ReadAllBytes(Source);
            var changed = Weaken(library, SymbolVersion);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination))!);
            File.WriteAllBytes(Destination, library);
            Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Low, "{0}: {1} {2}", Destination, SymbolVersion,
                changed ? "made weak" : "left as it was");
            return true;
        }
        catch (Exception exception) when (
            exception is IOException || exception is InvalidDataException || exception is UnauthorizedAccessException)
        {
            Log.LogError(null, "UNSEEN002", null, Source, 0, 0, 0, 0,
                "{0} Restore the package again, or set UnseenWeakenSymbolVersion to false.", exception.Message);
            return false;
        }
    }
}
#endif
