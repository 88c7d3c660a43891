using Unseen.Images.Decoding;

namespace Unseen.Web.Models;

/// <summary>The models of a service, by name.</summary>
internal sealed class ModelCatalog : IDisposable
{
    private readonly List<ModelHost> _hosts = [];

    public ModelCatalog(ServiceOptions options)
    {
        try
        {
            foreach (var source in options.Models)
                _hosts.Add(new ModelHost(source, new ImageLimits { MaxBytes = options.MaxBodyBytes, MaxPixels = options.MaxPixels }));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All of them, the default first.</summary>
    public IReadOnlyList<ModelHost> All => _hosts;

    /// <summary>The model of a name, or the default.</summary>
    /// <exception cref="RequestException">There is none of that name.</exception>
    public ModelHost Find(string? name) => string.IsNullOrEmpty(name)
        ? _hosts[0]
        : _hosts.FirstOrDefault(host => host.Name == name) ?? throw new RequestException(404, $"model must be one of {string.Join(", ", _hosts.Select(host => host.Name))}, but was another.");

    public void Dispose()
    {
        foreach (var host in _hosts)
            host.Dispose();
    }
}
