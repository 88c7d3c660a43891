using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Unseen.Images.Onnx;

namespace Unseen.Images.Backbones;

/// <summary>Reads ONNX files and opens sessions, with clear messages for common mistakes.</summary>
internal static class OnnxSession
{
    private const string ExternalFolderKey = "session.model_external_initializers_file_folder_path";

    /// <summary>Opens a model; the caller disposes the session. ONNX Runtime's telemetry is switched off
    /// first.</summary>
    /// <param name="bytes">the model</param>
    /// <param name="path">the path of its file; files of constants are in the same folder</param>
    /// <exception cref="ImageDataException">ONNX Runtime cannot load the model.</exception>
    public static InferenceSession Open(byte[] bytes, string path)
    {
        OnnxTelemetry.SwitchOff();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1, // the cores compute different images in parallel
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
            throw new ImageDataException(
                path, $"ONNX Runtime cannot load the model: {OnnxFailure.Describe(exception)}", exception);
        }
    }

    /// <summary>Parses the model in a file.</summary>
    /// <exception cref="ImageDataException">The file is not an ONNX model.</exception>
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

    /// <summary>Gets the paths of the files that contain a model's constants.</summary>
    /// <exception cref="ImageDataException">A file does not exist, or is in another folder.</exception>
    public static string[] GetExternalFiles(GraphProto graph, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. GraphPart.ExternalFiles(graph).Select(name =>
        {
            if (Path.GetFileName(name) != name)
                throw new ImageDataException(path,
                    $"the model has constants in '{name}', in another folder. Export it again into one folder");
            var file = Path.Combine(folder, name);
            return File.Exists(file) ? file : throw new ImageDataException(
                path, $"the model needs the file {name} with its constants beside it. Copy both files");
        })];
    }

    /// <summary>Computes the SHA-256 of a model and its files of constants, in lower-case hex.</summary>
    /// <exception cref="ImageDataException">A file of constants cannot be read.</exception>
    public static string Checksum(byte[] bytes, string[] external)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes);
        var buffer = new byte[1 << 20];
        foreach (var file in external)
            try
            {
                using var stream = File.OpenRead(file);
                while (stream.Read(buffer) is > 0 and var count)
                    hash.AppendData(buffer.AsSpan(0, count));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ImageDataException(
                    file, $"the file cannot be read: {FailureReason.Describe(exception)}", exception);
            }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
