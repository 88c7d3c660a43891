namespace Unseen.Data.Pickles;

/// <summary>A class or function that a pickle names: only its name.</summary>
/// <param name="Name">module and name, such as "collections.OrderedDict"</param>
internal sealed record PickleGlobal(string Name);
