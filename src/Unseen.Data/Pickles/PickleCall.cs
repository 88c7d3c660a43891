namespace Unseen.Data.Pickles;

/// <summary>A function call, an object creation or a persistent identifier in a pickle. It is only recorded, never
/// executed.</summary>
/// <param name="Function">the function or class; null for a persistent identifier</param>
/// <param name="Arguments">the arguments, or the persistent identifier</param>
internal sealed record PickleCall(object? Function, object? Arguments)
{
    /// <summary>The state that would be set on the result, or null.</summary>
    public object? State { get; set; }

    /// <summary>Keys and values that would be set on the result.</summary>
    public List<(object? Key, object? Value)> Items { get; } = [];

    /// <summary>Whether the function has this full name, such as "collections.OrderedDict".</summary>
    public bool Is(string name) => Function is PickleGlobal global && global.Name == name;
}
