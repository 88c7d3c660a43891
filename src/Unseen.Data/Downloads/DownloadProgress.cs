namespace Unseen.Data.Downloads;

/// <summary>The progress of a download.</summary>
/// <param name="Bytes">number of bytes downloaded so far, including the bytes of earlier attempts</param>
/// <param name="Total">total number of bytes, or null if the server does not say</param>
/// <param name="BytesPerSecond">mean bytes per second of this attempt so far</param>
public readonly record struct DownloadProgress(long Bytes, long? Total, double BytesPerSecond);
