using Microsoft.Extensions.Configuration;

namespace Unseen.Extensions.Hosting;

/// <summary>A model that was added to a host.</summary>
/// <param name="Name">its name</param>
/// <param name="Section">the part of the configuration that describes it, or null if code does</param>
internal sealed record ModelName(string Name, IConfigurationSection? Section);
