namespace Unseen.Data.Pickles;

/// <summary>A function call in a pickle. It is only recorded, never executed.</summary>
/// <param name="Function">the function</param>
/// <param name="Arguments">its arguments</param>
internal sealed record PickleCall(object? Function, object? Arguments)
{
    /// <summary>The state that would be set on the result, or null.</summary>
    public object? State { get; set; }

    /// <summary>Keys and values that would be set on the result.</summary>
    public List<(object? Key, object? Value)> Items { get; } = [];

    /// <summary>Whether the function has this name.</summary>
    public bool Is(string name) => Function is PickleGlobal global && global.Name == name;
}
