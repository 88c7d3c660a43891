namespace Unseen.Data.Downloads;

/// <summary>The limits on the contents of an archive.</summary>
/// <param name="Entries">maximum number of entries, default 10,000</param>
/// <param name="Bytes">maximum size of all extracted files together, in bytes, default 64 GiB</param>
public sealed record ExtractionLimits(int Entries = 10_000, long Bytes = 64L << 30);
