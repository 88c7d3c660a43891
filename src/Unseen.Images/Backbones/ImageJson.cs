using System.Text.Json;
using System.Text.Json.Serialization;
using Unseen.Images.Decoding;

namespace Unseen.Images.Backbones;

/// <summary>
/// The JSON serialisation of this assembly. Its code is generated at build time, so that it also works in trimmed and
/// natively compiled programs.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    Converters = [typeof(ResamplingConverter)])]
[JsonSerializable(typeof(BackboneDescription?[]))]
[JsonSerializable(typeof(Preprocessing))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ImageJson : JsonSerializerContext
{
    /// <summary>Reads and writes interpolations as "bilinear" and "bicubic".</summary>
    private sealed class ResamplingConverter() : JsonStringEnumConverter<Resampling>(
        JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
