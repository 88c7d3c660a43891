using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Unseen.AspNetCore;
using Unseen.Checkpoints;
using Unseen.Cli.Flags;
using Unseen.Data;
using Unseen.Data.Arrays;
using Unseen.Data.Layouts;
using Unseen.Data.Loading;
using Unseen.Images;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Training.Progress;
using Unseen.Web;
using static TorchSharp.torch;

namespace Unseen.Fuzz;

/// <summary>The readers to fuzz, which read files, configurations or requests.</summary>
internal static class Targets
{
    private const int MaxBatch = 64;

    private static readonly FuzzTarget[] _all =
    [
        new("mat", input => Arrays(Input.AsFile(input, "data.mat")), [typeof(UnseenDataException)], BytesPerByte: 256,
            Inflation.MeasureMat),
        new("mat73", input => Arrays(Input.AsFile(input, "data.mat")), [typeof(UnseenDataException)], BytesPerByte: 0),
        new("npy", input => Arrays(Input.AsFile(input, "data.npy")), [typeof(UnseenDataException)], BytesPerByte: 256),
        new("npz", input => Arrays(Input.AsFile(input, "data.npz")), [typeof(UnseenDataException)], BytesPerByte: 256,
            Inflation.MeasureNpz),
        new("safetensors", input => Arrays(Input.AsFile(input, "data.safetensors")), [typeof(UnseenDataException)],
            BytesPerByte: 256),
        new("pickle", input => Arrays(Input.AsFile(input, "data.pt")), [typeof(UnseenDataException)], BytesPerByte: 256,
            Inflation.MeasureNpz),
        new("parquet", Parquet, [typeof(UnseenDataException)], BytesPerByte: 0),
        new("xlsx", input => $"{FeatureFile.Read(Input.AsFile(input, "features.xlsx"), width: 3).Rows} rows",
            [typeof(UnseenDataException)], BytesPerByte: 256, Inflation.MeasureNpz),
        new("csv", Table, [typeof(UnseenDataException)], BytesPerByte: 256),
        new("model", Model, [typeof(ModelFileException)], BytesPerByte: 512),
        new("checkpoint", Checkpoint, [typeof(CheckpointException)], BytesPerByte: 512),
        new("options", Options, [typeof(UsageException), typeof(UnseenDataException)], BytesPerByte: 2048),
        new("request", Request, [typeof(ImageDataException), typeof(JsonException), typeof(InvalidDataException),
            typeof(IOException), typeof(BadHttpRequestException)], BytesPerByte: 512),
    ];

    public static IEnumerable<string> Names => _all.Select(target => target.Name);

    public static FuzzTarget Find(string name) => Array.Find(_all, target => target.Name == name)
        ?? throw new ArgumentException($"target must be one of {string.Join(", ", Names)}, but was {name}.");

    /// <summary>Opens a file of arrays, and reads each array in every way that its kind allows.</summary>
    private static string Arrays(string path)
    {
        using var file = ArrayFiles.Open(path);
        UnseenDataException? refusal = null;
        foreach (var entry in file.Entries)
        {
            void Try(Action read)
            {
                try
                {
                    read();
                }
                catch (UnseenDataException exception)
                {
                    refusal = exception;
                }
            }

            if (entry.Kind != ArrayKind.Number)
            {
                Try(() => file.ReadStrings(entry.Name));
                continue;
            }

            Try(() => file.ReadRows(entry.Name));
            Try(() => file.ReadColumns(entry.Name));
            Try(() => file.ReadIntegers(entry.Name));
        }

        return refusal is null ? $"{file.Entries.Count} arrays" : throw refusal;
    }

    /// <summary>Reads every column of a Parquet file, and then the file as features: a matrix of lists, or a
    /// table.</summary>
    private static string Parquet(byte[] input)
    {
        var path = Input.AsFile(input, "features.parquet");
        UnseenDataException? refusal = null;
        try
        {
            Arrays(path);
        }
        catch (UnseenDataException exception)
        {
            refusal = exception;
        }

        var rows = FeatureFile.Read(path, width: 3).Rows;
        return refusal is null ? $"{rows} rows" : throw refusal;
    }

    /// <summary>Reads the tables of a dataset: classes, features and, if present, labels, separated by form feeds. An
    /// input without a second table is read as a table of features.</summary>
    private static string Table(byte[] input)
    {
        const byte formFeed = (byte)'\f';
        var parts = new List<byte[]>();
        for (var rest = input.AsSpan(); parts.Count < 3; rest = rest[Math.Min(rest.Length, parts[^1].Length + 1)..])
            parts.Add(rest[..(rest.IndexOf(formFeed) is >= 0 and var end ? end : rest.Length)].ToArray());
        if (parts[1].Length == 0)
            return $"{FeatureFile.Read(Input.AsFile(parts[0], "features.csv"), width: 3).Rows} rows";
        var folder = Path.GetDirectoryName(Input.AsFile(parts[0], "classes.csv"))!;
        Input.AsFile(parts[1], "features.csv");
        if (parts[2].Length > 0)
            Input.AsFile(parts[2], "labels.csv");
        else
            File.Delete(Path.Combine(folder, "labels.csv"));
        return $"{DatasetLoader.Load(folder).ClassNames.Length} classes";
    }

    /// <summary>Loads a model, reads the descriptions of its image models, and predicts with it.</summary>
    private static string Model(byte[] input)
    {
        var model = UnseenModel.Load(Input.AsFile(input, UnseenModel.FileName));
        _ = ImageFeatures.GetDescriptions(model);
        try
        {
            if (model.FeatureWidth <= 1 << 16)
                _ = model.PredictTop(new float[model.FeatureWidth], 3);
        }
        catch (ArgumentException exception) when (exception.ParamName == "features")
        {
            return exception.Message; // after scaling, even zeros can be too large
        }

        return $"{model.ClassNames.Count} classes";
    }

    /// <summary>Corrects the checksum of a checkpoint, so that inputs are not refused because of it, and restores
    /// every tensor and value.</summary>
    private static string Checkpoint(byte[] input)
    {
        MendChecksum(input);
        using var file = CheckpointFile.Open(Input.AsFile(input, "checkpoint.unseen"));
        var state = new RestoredState(file);
        foreach (var name in file.TensorNames)
        {
            Tensor? tensor = null;
            state.Sync(name, ref tensor, CPU);
            tensor!.Dispose();
        }

        foreach (var (name, _) in file.Values)
        {
            double number = 0;
            try
            {
                state.Sync(name, ref number);
            }
            catch (CheckpointException)
            {
                List<EpochRecord> epochs = [];
                state.Sync(name, ref epochs);
            }
        }

        return $"{file.TensorNames.Count()} tensors";
    }

    private static void MendChecksum(Span<byte> input)
    {
        var key = "\"sha256\":\""u8;
        var place = input.IndexOf(key);
        if (place < 0 || place + key.Length + (2 * SHA256.HashSizeInBytes) > input.Length)
            return;
        var checksum = input.Slice(place + key.Length, 2 * SHA256.HashSizeInBytes);
        checksum.Fill((byte)'0');
        System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(input)), checksum);
    }

    /// <summary>Reads a configuration into options, as training does.</summary>
    private static string Options(byte[] input)
    {
        var flags = CommonFlags.GetTrainingFlags(TrainingFlags.BuiltIn)
            .Where(flag => flag.InConfig && flag != TrainingFlags.Plugin).ToArray();
        var values = new FlagValues();
        ConfigFile.Read(Input.AsFile(input, "config.json"), flags, lists: true, values);
        return RunOptionsReader.ReadOne(values, _ => { }).Classifier.Name;
    }

    /// <summary>Reads a request to the service, and preprocesses its images as for an image model. The first byte of
    /// the input determines the content type; the rest is the body.</summary>
    private static string Request(byte[] input)
    {
        var kind = input.Length == 0 ? 0 : input[0] % 3;
        var context = new DefaultHttpContext();
        context.Request.ContentType =
            kind switch { 0 => "image/jpeg", 1 => "application/json", _ => "multipart/form-data; boundary=b" };
        context.Request.Body = new MemoryStream(input, Math.Min(1, input.Length), Math.Max(0, input.Length - 1));
        var options = new ServiceOptions
        {
            Models = [new ModelSource("model", "model")],
            MaxPixels = 1 << 20,
            MaxBatch = MaxBatch
        };
        var samples = PredictInput.ReadAsync(context.Request, new PredictQuery(), options.MaxBatch)
            .GetAwaiter().GetResult().Samples;
        var limits = new ImageLimits { MaxPixels = options.MaxPixels };
        var preprocessing = new Preprocessing { Resize = 64, Crop = 48 }; // small, so that fuzzing is fast
        var values = new float[3 * preprocessing.Crop * preprocessing.Crop];
        foreach (var sample in samples)
            if (sample.Image is { } image)
                preprocessing.Normalise(preprocessing.Decode(image, sample.Name, limits), channelsLast: false, values);
        return $"{samples.Count} samples";
    }
}
