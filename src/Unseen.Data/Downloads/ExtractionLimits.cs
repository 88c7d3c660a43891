namespace Unseen.Data.Downloads;

/// <summary>What an archive may hold at most.</summary>
/// <param name="Entries">number of entries</param>
/// <param name="Bytes">bytes of all files together, once extracted</param>
public sealed record ExtractionLimits(int Entries = 10_000, long Bytes = 64L << 30);
