using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Unseen.Numerics;

/// <summary>The processor of this machine.</summary>
internal static class Processor
{
    private const int FirstNameLeaf = unchecked((int)0x80000002); // the first of three leaves with 16 characters each
    private const int AmdVendor = 0x444D4163; // "cAMD", the end of "AuthenticAMD"

    /// <summary>The name that an x86 processor reports, or the architecture of another processor.</summary>
    public static string Name { get; } = X86Base.IsSupported ? GetBrand() : $"{RuntimeInformation.ProcessArchitecture}";

    /// <summary>Whether the processor was made by AMD.</summary>
    public static bool IsAmd { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Ecx == AmdVendor;

    private static string GetBrand()
    {
        var letters = new int[12];
        for (var leaf = 0; leaf < 3; leaf++)
            (letters[4 * leaf], letters[(4 * leaf) + 1], letters[(4 * leaf) + 2], letters[(4 * leaf) + 3]) =
                X86Base.CpuId(FirstNameLeaf + leaf, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(letters.AsSpan())).TrimEnd('\0').Trim();
    }
}
