using Unseen.Images.Decoding;
using Unseen.Inference;

namespace Unseen.Web.Models;

/// <summary>
/// One model under its name. Requests take what <see cref="Current"/> is when they come; a change puts a new one in its place. Thread-safe.
/// </summary>
internal sealed class ModelHost : IDisposable
{
    private readonly ImageLimits _limits;
    private readonly string _file;
    private readonly Lock _change = new();
    private volatile ServedModel _current;
    private (DateTime Time, long Length) _state;

    /// <summary>Loads the model.</summary>
    /// <exception cref="ModelFileException">It cannot be loaded.</exception>
    public ModelHost(ModelSource source, ImageLimits limits)
    {
        Name = source.Name;
        _limits = limits;
        _file = Directory.Exists(source.Path) ? Path.Combine(source.Path, UnseenModel.FileName) : source.Path;
        Folder = Path.GetDirectoryName(Path.GetFullPath(_file))!;
        _state = StateOf(_file);
        _current = ServedModel.Load(Folder, _file, limits, earlier: null);
    }

    /// <summary>What requests call it.</summary>
    public string Name { get; }

    /// <summary>The folder that the model's file lies in.</summary>
    public string Folder { get; }

    /// <summary>The model at this moment.</summary>
    public ServedModel Current => _current;

    /// <summary>Loads the file again where it has changed; what is served stays where that fails.</summary>
    /// <returns>whether another model is served now</returns>
    /// <exception cref="Exception">The file cannot be loaded; it is not tried again until it changes.</exception>
    public bool Reload()
    {
        lock (_change)
        {
            var state = StateOf(_file);
            if (state == _state || state.Length == 0)
                return false;
            _state = state;
            _current = ServedModel.Load(Folder, _file, _limits, _current);
            return true;
        }
    }

    /// <summary>Changes the model, its file first.</summary>
    /// <param name="change">from the model to the new one; throws to refuse</param>
    /// <returns>the new one</returns>
    /// <exception cref="IOException">The file cannot be written; what is served stays.</exception>
    public UnseenModel Change(Func<UnseenModel, UnseenModel> change)
    {
        lock (_change)
        {
            var changed = change(_current.Model);
            changed.Save(_file);
            _state = StateOf(_file);
            _current = _current with { Model = changed };
            return changed;
        }
    }

    public void Dispose() => _current.Features?.Dispose();

    private static (DateTime Time, long Length) StateOf(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : (default, 0);
    }
}
