using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Unseen.Inference;

public sealed partial class UnseenModel
{
    /// <summary>Name of the model file in a run folder.</summary>
    public const string FileName = "model.safetensors";

    /// <summary>The name of the tensor of the classifier's weights, [C, D], or [C, K] with a feature map.</summary>
    public const string WeightName = "classifier.weight";

    /// <summary>The name of the tensor of the classifier's biases, [C].</summary>
    public const string BiasName = "classifier.bias";

    // Version 2 added a feature map of one layer with a ReLU, version 3 any feature map, and version 4 the branch, the
    // calibration and the known fit. A model is written in the earliest version that has all of its parts.
    private const int FormatVersion = 4;
    private const int LayersVersion = 3;
    private const int OneReluVersion = 2;
    private const int OldestVersion = 1;
    private const string MinimumName = "scaling.minimum";
    private const string SpanName = "scaling.span";
    private const string FitName = "fit.quantiles";
    private const string FitMeanName = "fit.mean";
    private const string FitComponentsName = "fit.components";
    private const string FitWeightKey = "fit.distanceWeight";
    private const string MapActivations = "map.activations"; // of the layers, separated by commas
    private const string MapKept = "map.kept"; // a flag (1 or 0) for the features, then one for each layer
    private const string TrainedCalibration = "calibration."; // prefix of two temperatures
    private const string AdaptedCalibration = "adaptedCalibration."; // the same, for a model with a branch
    private const string SeenName = "seen";
    private const string UnseenName = "unseen";
    private const string Own = "unseen."; // prefix of the model's own metadata
    private const string BranchTensors = "branch."; // prefix of a branch's tensors
    private const string BranchTexts = Own + "branch."; // prefix of a branch's metadata
    private static readonly string[] _reservedTensors =
        [MinimumName, SpanName, FitName, FitMeanName, FitComponentsName, ModelMap.WeightName(0), ModelMap.BiasName(0)];

    /// <summary>Loads a model file. Runs no code from it, and checks sizes before it allocates memory.</summary>
    /// <param name="path">a model file, or a run folder that contains <c>model.safetensors</c></param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ModelFileException">The file cannot be read, or is not a complete model of a known format
    /// version.</exception>
    public static UnseenModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        return Parse(file, SafeTensorsFile.Read(file));
    }

    /// <summary>Loads a model file and computes its SHA-256. Both come from the same bytes, even if the file is
    /// replaced in the meantime.</summary>
    /// <param name="path">a model file, or a run folder that contains <c>model.safetensors</c></param>
    /// <param name="checksum">receives the file's SHA-256 in lower-case hex</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ModelFileException">The file cannot be read, or is not a complete model of a known format
    /// version.</exception>
    public static UnseenModel Load(string path, out string checksum)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        try
        {
            using var opened = File.OpenRead(file);
            using Stream stream = opened.CanSeek ? opened : SafeTensorsFile.ReadToEnd(opened);
            checksum = Convert.ToHexStringLower(SHA256.HashData(stream));
            stream.Position = 0;
            return Load(stream, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(
                file, $"the model cannot be read: {FailureReason.Describe(exception)}.", exception);
        }
    }

    /// <summary>Loads a model from a stream, such as a resource, a blob or a download.</summary>
    /// <param name="stream">the stream, positioned at the model's first byte; stays open. A stream that cannot seek is
    /// read to its end into memory</param>
    /// <param name="name">the name of the model in error messages, default "the model"</param>
    /// <exception cref="ModelFileException">The stream does not contain a complete model of a known format
    /// version.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static UnseenModel Load(Stream stream, string name = "the model")
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Parse(name, SafeTensorsFile.Read(stream, name));
    }

    private static UnseenModel Parse(
        string file,
        (IReadOnlyDictionary<string, ModelTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) content,
        bool isBranch = false)
    {
        // Checked first: if a file had many nested branches, the code below would copy the names once for each level.
        if (isBranch && content.Metadata.Keys.Any(key => key.StartsWith(BranchTexts, StringComparison.Ordinal)))
            throw new ModelFileException(file,
                "this is not a whole model: its branch must not have a branch of its own. Copy the file again, or "
                    + "train the model again.");
        var (tensors, metadata) = (Outside(content.Tensors, BranchTensors), Outside(content.Metadata, BranchTexts));
        string Text(string key) => metadata.TryGetValue(Own + key, out var value)
            ? value
            : throw new ModelFileException(file, $"metadata {Own}{key}", "there", found: null);
        ModelTensor Tensor(string name) => tensors.TryGetValue(name, out var value)
            ? value
            : throw new ModelFileException(file, $"tensor {name}", "there", found: null);
        TEnum Parsed<TEnum>(string key, string text)
            // Enum.Parse would also accept numbers
            where TEnum : struct, Enum => Array.IndexOf(Enum.GetNames<TEnum>(), text) is >= 0 and var place
            ? Enum.GetValues<TEnum>()[place]
            : throw new ModelFileException(
                file, $"metadata {Own}{key}", $"one of {string.Join(", ", Enum.GetNames<TEnum>())}", $"'{text}'");
        TEnum Named<TEnum>(string key)
            where TEnum : struct, Enum => Parsed<TEnum>(key, Text(key));
        if (!int.TryParse(Text("format"), CultureInfo.InvariantCulture, out var version)
            || version is < OldestVersion or > FormatVersion)
            throw new ModelFileException(file,
                $"the model has format version {Text("format")}, and this version of Unseen reads "
                    + $"{OldestVersion} to {FormatVersion}. Use a newer version of Unseen.");
        try
        {
            var map = GetMap(version);
            var branch = Inside(content.Metadata, BranchTexts) is { Count: > 0 } branchTexts
                ? Parse(file, (Inside(content.Tensors, BranchTensors), branchTexts), isBranch: true) : null;
            string[] own = [WeightName, BiasName, .. MapNames(map), .. _reservedTensors];
            var scaling = Named<FeatureScalingKind>("scaling") switch
            {
                FeatureScalingKind.MinMax => FeatureScaling.MinMax(
                    Tensor(MinimumName).Values.ToArray(), Tensor(SpanName).Values.ToArray()),
                FeatureScalingKind.L2 => FeatureScaling.L2,
                _ => FeatureScaling.None,
            };
            return new UnseenModel(
                Named<ClassifierForm>("classifier"), Tensor(WeightName), Tensor(BiasName), Strings(Text("classes")),
                [.. Text(SeenName).Select(flag => flag == '1')], scaling,
                    float.Parse(Text("temperature"), CultureInfo.InvariantCulture),
                tensors.Where(entry => !own.Contains(entry.Key)).ToDictionary(),
                Outside(metadata, Own), map, branch, GetCalibration(TrainedCalibration), GetFit(),
                GetCalibration(AdaptedCalibration));
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or OverflowException or JsonException
            or InvalidOperationException)
        {
            throw new ModelFileException(file,
                $"this is not a whole model: {FailureReason.Describe(exception)}. Copy the file again, or train "
                    + "the model again.", exception);
        }

        ScoreCalibration? GetCalibration(string prefix) => !metadata.ContainsKey(Own + prefix + SeenName) ? null
            : new ScoreCalibration(
                double.Parse(Text(prefix + SeenName), CultureInfo.InvariantCulture),
                double.Parse(Text(prefix + UnseenName), CultureInfo.InvariantCulture));

        // Without a weight, an earlier version wrote the quantiles, by a measure that is no longer supported.
        KnownFit? GetFit() => !metadata.ContainsKey(Own + FitWeightKey) ? null
            : new KnownFit(
                Tensor(FitName).Values.ToArray(),
                tensors.ContainsKey(FitMeanName)
                    ? new FeatureSpread(Tensor(FitMeanName), Tensor(FitComponentsName)) : null,
                double.Parse(Text(FitWeightKey), CultureInfo.InvariantCulture));

        ModelMap? GetMap(int version)
        {
            if (!tensors.ContainsKey(ModelMap.WeightName(0)))
                return null;
            if (version < LayersVersion)
                return new ModelMap([new HiddenLayer(Tensor(ModelMap.WeightName(0)), Tensor(ModelMap.BiasName(0)))]);
            var (names, kept) = (Text(MapActivations).Split(','), Text(MapKept));
            if (kept.Length != names.Length + 1)
                throw new ModelFileException(
                    file, $"metadata {Own}{MapKept}", $"{names.Length + 1} flags", $"'{kept}'");
            return new ModelMap(
                [.. names.Select((name, place) => new HiddenLayer(
                    Tensor(ModelMap.WeightName(place)), Tensor(ModelMap.BiasName(place)),
                    Parsed<Activation>(MapActivations, name), kept[place + 1] == '1'))],
                kept[0] == '1');
        }
    }

    /// <summary>Saves the model atomically: an existing file is replaced once the new one is complete.</summary>
    /// <param name="path">the file to write</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or its folder is denied.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (tensors, metadata) = Content();
        SafeTensorsFile.Write(path, tensors, metadata);
    }

    /// <summary>Writes the model to a stream, in the format of <see cref="Save"/>.</summary>
    /// <param name="stream">the stream to write to; stays open</param>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void Write(Stream stream)
    {
        var (tensors, metadata) = Content();
        SafeTensorsFile.Write(stream, tensors, metadata);
    }

    private (Dictionary<string, ModelTensor> Tensors, Dictionary<string, string> Metadata) Content()
    {
        var tensors = new Dictionary<string, ModelTensor>(Tensors);
        if (Scaling.Kind == FeatureScalingKind.MinMax)
        {
            tensors[MinimumName] = new ModelTensor([FeatureWidth], Scaling.Minimum);
            tensors[SpanName] = new ModelTensor([FeatureWidth], Scaling.Span);
        }

        if (KnownFit is { } fit)
            tensors[FitName] = new ModelTensor([fit.Quantiles.Count], [.. fit.Quantiles]);
        if (KnownFit?.Spread is { } spread)
            (tensors[FitMeanName], tensors[FitComponentsName]) = (spread.Mean, spread.Components);
        var metadata = new Dictionary<string, string>(Metadata)
        {
            [Own + "format"] = RequiredVersion.ToString(CultureInfo.InvariantCulture),
            [Own + "classifier"] = Form.ToString(),
            [Own + "temperature"] = Temperature.ToString("R", CultureInfo.InvariantCulture),
            [Own + "scaling"] = Scaling.Kind.ToString(),
            [Own + SeenName] = string.Concat(_isSeen.Select(seen => seen ? '1' : '0')),
            [Own + "classes"] = Json(_classNames),
        };
        if (KnownFit is { } known)
            metadata[Own + FitWeightKey] = known.DistanceWeight.ToString("R", CultureInfo.InvariantCulture);
        foreach (var (prefix, calibration) in new[]
            { (TrainedCalibration, _trainedCalibration), (AdaptedCalibration, _adaptedCalibration) })
            if (calibration is not null)
                foreach (var (name, temperature) in new[]
                    { (SeenName, calibration.SeenTemperature), (UnseenName, calibration.UnseenTemperature) })
                    metadata[Own + prefix + name] = temperature.ToString("R", CultureInfo.InvariantCulture);

        if (FeatureMap is { } layers && RequiredVersion > OneReluVersion)
        {
            metadata[Own + MapActivations] = string.Join(',', layers.Layers.Select(layer => layer.Activation));
            metadata[Own + MapKept] = string.Concat(layers.Layers.Select(layer => layer.IsKept)
                .Prepend(layers.KeepsFeatures).Select(kept => kept ? '1' : '0'));
        }

        if (Branch?.Content() is { } branch)
        {
            foreach (var (name, tensor) in branch.Tensors)
                tensors[BranchTensors + name] = tensor;
            foreach (var (key, text) in branch.Metadata)
                metadata[BranchTexts + key] = text;
        }

        return (tensors, metadata);
    }

    /// <summary>Whether a model file uses this name for a tensor of its own, so that no extra tensor can have
    /// it.</summary>
    private static bool IsReserved(string tensor) =>
        tensor.StartsWith(BranchTensors, StringComparison.Ordinal) || _reservedTensors.Contains(tensor);

    /// <summary>Whether a key of a file belongs to the model's own metadata.</summary>
    private static bool IsOwn(string key) => key.StartsWith(Own, StringComparison.Ordinal);

    private int RequiredVersion =>
        Branch is not null || _trainedCalibration is not null || KnownFit is not null ? FormatVersion
        : FeatureMap is not { } map ? OldestVersion
        : map.IsOneRelu ? OneReluVersion : LayersVersion;

    /// <summary>Gets the entries whose names begin with a prefix, and removes the prefix.</summary>
    private static Dictionary<string, TValue> Inside<TValue>(
        IReadOnlyDictionary<string, TValue> entries, string prefix) => entries
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    /// <summary>Gets the entries whose names do not begin with a prefix.</summary>
    private static Dictionary<string, TValue> Outside<TValue>(
        IReadOnlyDictionary<string, TValue> entries, string prefix) => entries
        .Where(entry => !entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary();

    private static IEnumerable<string> MapNames(ModelMap? map) =>
        (map?.Layers ?? []).SelectMany((_, place) => new[] { ModelMap.WeightName(place), ModelMap.BiasName(place) });

    private static string[] Strings(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(name => name.GetString() ?? "")];
    }

    private static string Json(string[] strings)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var value in strings)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
