namespace Unseen.Data.Downloads;

/// <summary>How far a download is.</summary>
/// <param name="Bytes">bytes that are there, those of earlier runs included</param>
/// <param name="Total">bytes in all, or null where the server does not say</param>
/// <param name="BytesASecond">of this run</param>
public readonly record struct DownloadProgress(long Bytes, long? Total, double BytesASecond);
