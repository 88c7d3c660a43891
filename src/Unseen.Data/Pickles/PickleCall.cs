namespace Unseen.Data.Pickles;

/// <summary>A call that a pickle asks for, and that is not made: what would be called with what.</summary>
/// <param name="Function">what would be called</param>
/// <param name="Arguments">its arguments</param>
internal sealed record PickleCall(object? Function, object? Arguments)
{
    /// <summary>The state that would be set on the result, or null.</summary>
    public object? State { get; set; }

    /// <summary>Keys and values that would be set on the result.</summary>
    public List<(object? Key, object? Value)> Items { get; } = [];

    /// <summary>Whether a function of this name would be called.</summary>
    public bool Is(string name) => Function is PickleGlobal global && global.Name == name;
}
