namespace Unseen.Data.Pickles;

/// <summary>The name of a class or function in a pickle.</summary>
/// <param name="Name">the module and name, such as "collections.OrderedDict"</param>
internal sealed record PickleGlobal(string Name);
