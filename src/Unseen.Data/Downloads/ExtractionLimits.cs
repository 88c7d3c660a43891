namespace Unseen.Data.Downloads;

/// <summary>The limits on the contents of an archive.</summary>
/// <param name="Entries">number of entries</param>
/// <param name="Bytes">bytes of all files together, once extracted</param>
public sealed record ExtractionLimits(int Entries = 10_000, long Bytes = 64L << 30);
