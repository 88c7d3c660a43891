using Microsoft.AspNetCore.Http;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Images.Galleries;
using Unseen.Inference;

namespace Unseen.Web;

/// <summary>
/// One model under its name. A request uses the <see cref="Current"/> snapshot throughout; a change replaces the
/// snapshot. Safe to call from several threads.
/// </summary>
internal sealed class ModelHost : IDisposable
{
    private readonly ImageLimits _limits;
    private readonly string _file;
    private readonly Lock _change = new();
    private volatile Snapshot _current;
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
        _current = Load(earlier: null);
    }

    /// <summary>What requests call it.</summary>
    public string Name { get; }

    /// <summary>The folder of the model's file.</summary>
    public string Folder { get; }

    /// <summary>The model at this moment.</summary>
    public Snapshot Current => _current;

    /// <summary>Loads the file again if it has changed. If that fails, the model served so far stays.</summary>
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
            _current = Load(_current);
            return true;
        }
    }

    /// <summary>Changes the model, its file first.</summary>
    /// <param name="change">from the model to the new one; throws to refuse</param>
    /// <returns>the new one</returns>
    /// <exception cref="BadHttpRequestException">The file cannot be written; the model served so far
    /// stays.</exception>
    public UnseenModel Change(Func<UnseenModel, UnseenModel> change)
    {
        lock (_change)
        {
            var changed = change(_current.Model);
            Save(changed);
            _state = StateOf(_file);
            _current = _current with { Model = changed, Time = DateTime.UtcNow };
            return changed;
        }
    }

    public void Dispose() => _current.Features?.Dispose();

    private void Save(UnseenModel model)
    {
        try
        {
            model.Save(_file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadHttpRequestException(
                "The model's file cannot be written, so nothing was changed; the service's log says why.",
                StatusCodes.Status500InternalServerError, exception);
        }
    }

    /// <summary>Keeps the image models that are loaded if the model names the same ones.</summary>
    private Snapshot Load(Snapshot? earlier)
    {
        var model = UnseenModel.Load(_file);
        var descriptions = ImageFeatures.DescriptionsOf(model, _file);
        var features = descriptions is null ? null
            : earlier?.Features is { } kept && ImageFeatures.DescriptionsOf(earlier.Model)!.SequenceEqual(descriptions)
                ? kept
            : ImageFeatures.Of(model, Folder, _limits);
        return new Snapshot(model, features, earlier?.Gallery ?? Gallery.Load(Folder), DateTime.UtcNow);
    }

    private static (DateTime Time, long Length) StateOf(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : (default, 0);
    }

    /// <summary>A model as it is served at one moment; immutable.</summary>
    /// <param name="Model">the classifier</param>
    /// <param name="Features">its image models, or null if it was trained on features</param>
    /// <param name="Gallery">photographs to show as nearest, or null</param>
    /// <param name="Time">when it was loaded or changed, in UTC</param>
    internal sealed record Snapshot(UnseenModel Model, ImageFeatures? Features, Gallery? Gallery, DateTime Time);
}
