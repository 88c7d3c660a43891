namespace Unseen.Cli.Photographs;

/// <summary>An extraction was interrupted, and can go on where it was.</summary>
internal sealed class ExtractionStoppedException(int kept, int total)
    : Exception($"interrupted with the features of {kept} of {total} photographs kept; the same command goes on from there.");
