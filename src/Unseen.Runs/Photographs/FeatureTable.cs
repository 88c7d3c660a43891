using System.Text.Json.Nodes;
using Parquet;
using Parquet.Serialization;
using Unseen.Data;
using Unseen.Data.Numpy;
using Unseen.Images.Extraction;

namespace Unseen.Runs.Photographs;

/// <summary>Writes the features of photographs to a NumPy or Parquet file for other programs.</summary>
public static class FeatureTable
{
    private const string Parquet = ".parquet";
    private const string Npz = ".npz";
    private const int MaxRows = 8192; // rows of a Parquet row group, which readers load into memory as a whole
    private const int MaxValues = 1 << 22; // feature values of a row group, 16 MiB

    /// <summary>Checks the name of an output file before anything is computed.</summary>
    /// <param name="path">the file</param>
    /// <param name="flag">the option that names the file, for messages</param>
    /// <param name="overwrite">whether an existing file may be replaced</param>
    /// <exception cref="UsageException">The extension is not .npz or .parquet, the folder does not exist, the path is a
    /// folder, or the file exists and <paramref name="overwrite"/> is false.</exception>
    public static void Check(string path, string flag, bool overwrite)
    {
        if (Path.GetExtension(path) is not (Parquet or Npz))
            throw new UsageException($"{flag} must end in {Npz} or {Parquet}, but was {path}.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new UsageException($"{flag} {path}: the folder {folder} does not exist. Create it first.");
        if (Directory.Exists(path))
            throw new UsageException($"{flag} must be a file, but {path} is a folder.");
        if (File.Exists(path) && !overwrite)
            throw new UsageException($"{flag} {path} already exists. Choose another file, or add --overwrite.");
    }

    /// <summary>Writes features, labels and paths to a file atomically. An .npz file has labels only if every
    /// photograph has a label.</summary>
    /// <param name="result">the features</param>
    /// <param name="path">a path that <see cref="Check"/> accepts</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(ExtractionResult result, string path)
    {
        if (Path.GetExtension(path) == Parquet)
            AtomicFile.Write(path, stream => ParquetSerializer.SerializeAsync(
                Rows(result), stream, GroupsFor(result.Width)).GetAwaiter().GetResult());
        else
            AtomicFile.Write(path, stream => WriteNpz(result, stream));
    }

    /// <summary>Creates the JSON summary of an extraction.</summary>
    /// <param name="result">the features</param>
    /// <param name="path">the file that they were written to</param>
    /// <param name="seconds">time of the extraction in seconds</param>
    internal static JsonObject Summary(ExtractionResult result, string path, double seconds) => new()
    {
        ["out"] = Path.GetFullPath(path),
        ["images"] = result.Images.Count,
        ["width"] = result.Width,
        ["cached"] = result.Cached,
        ["seconds"] = JsonText.Number(seconds),
        ["skipped"] = JsonText.CreateArray(result.Skipped.Select(
            one => new JsonObject { ["image"] = one.Path, ["reason"] = one.Reason })),
    };

    private static ParquetOptions GroupsFor(int width) =>
        new() { RowGroupSize = Math.Clamp(MaxValues / width, 1, MaxRows) };

    private static void WriteNpz(ExtractionResult result, Stream stream)
    {
        using var writer = new NpzWriter(stream);
        writer.Write("features", new FeatureMatrix(result.Features, result.Images.Count, result.Width));
        if (result.Images.All(image => image.Label is not null))
            writer.Write("labels", [.. result.Images.Select(image => image.Label!)]);
        writer.Write("image_files", [.. result.Images.Select(image => image.Path)]);
    }

    private static IEnumerable<Row> Rows(ExtractionResult result) => result.Images.Select((image, i) => new Row
    {
        Image = image.Path,
        Label = image.Label,
        Features = [.. result.Features.AsSpan(i * result.Width, result.Width)],
    });

    /// <summary>A row of the Parquet file.</summary>
    private sealed class Row
    {
        [System.Text.Json.Serialization.JsonPropertyName("image")]
        public string Image { get; set; } = "";

        [System.Text.Json.Serialization.JsonPropertyName("label")]
        public string? Label { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("features")]
        public List<float> Features { get; set; } = [];
    }
}
