using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Unseen.Images.Onnx;

namespace Unseen.Images.Backbones;

/// <summary>Reads ONNX files and opens them, with messages for what people get wrong.</summary>
internal static class EncoderSession
{
    private const string ExternalFolderKey = "session.model_external_initializers_file_folder_path";

    /// <summary>Opens a model; the caller disposes the session. Telemetry is switched off first.</summary>
    /// <param name="bytes">the model</param>
    /// <param name="path">the file that it came from, beside which files of constants lie</param>
    /// <exception cref="ImageDataException">ONNX Runtime does not load it.</exception>
    public static InferenceSession Open(byte[] bytes, string path)
    {
        OnnxTelemetry.SwitchOff();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1, // images go side by side, so that every core works on one of its own
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry(ExternalFolderKey, Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            return new InferenceSession(bytes, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ImageDataException(path, $"ONNX Runtime cannot load the model: {Reason(exception)}", exception);
        }
    }

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="ImageDataException">It cannot be read.</exception>
    public static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImageDataException(
                path, $"the image model cannot be read: {FailureReason.Describe(exception)}", exception);
        }
    }

    /// <summary>The model in a file.</summary>
    /// <exception cref="ImageDataException">There is none.</exception>
    public static ModelProto Parse(byte[] bytes, string path)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(bytes);
            return model.Graph is { Node.Count: > 0 } ? model
                : throw new ImageDataException(path, "this is not an ONNX model: it has no graph");
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new ImageDataException(
                path, "this is not an ONNX model, or it is damaged. Export or copy it again", exception);
        }
    }

    /// <summary>Paths of the files that a model's constants lie in.</summary>
    /// <exception cref="ImageDataException">One is absent, or lies elsewhere.</exception>
    public static string[] ExternalFilesOf(GraphProto graph, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. GraphPart.ExternalFiles(graph).Select(name =>
        {
            if (Path.GetFileName(name) != name)
                throw new ImageDataException(path,
                    $"the model has constants in '{name}', which is not beside it. Export it again into one folder");
            var file = Path.Combine(folder, name);
            return File.Exists(file) ? file : throw new ImageDataException(
                path, $"the model needs the file {name} with its constants beside it. Copy both files");
        })];
    }

    /// <summary>SHA-256 of a model and its files of constants, lower-case hex.</summary>
    public static string Checksum(byte[] bytes, string[] external)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes);
        var buffer = new byte[1 << 20];
        foreach (var file in external)
        {
            using var stream = File.OpenRead(file);
            while (stream.Read(buffer) is > 0 and var count)
                hash.AppendData(buffer.AsSpan(0, count));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What ONNX Runtime says is wrong: one line, without the code before it.</summary>
    public static string Reason(Exception exception) =>
        FailureReason.Describe(exception).Split("] ", 2)[^1];
}
