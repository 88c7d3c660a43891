using Microsoft.Extensions.Configuration;

namespace Unseen.Extensions.Hosting;

/// <summary>A model that was added to a host.</summary>
/// <param name="Name">name of the model</param>
/// <param name="Section">the section of the configuration that describes the model, or null if the model was added in
/// code</param>
internal sealed record ModelName(string Name, IConfigurationSection? Section);
