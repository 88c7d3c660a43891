namespace Unseen.Runs.Shards.Guard;

/// <summary>A field that a struct may have.</summary>
/// <param name="Id">its number, from 1 on</param>
/// <param name="Type">its type; True stands for either truth value</param>
/// <param name="Shape">of a struct, or of a list's structs</param>
/// <param name="Element">the type of a list's elements</param>
/// <param name="IsRequired">whether a struct without it is damaged</param>
internal sealed record ThriftField(
    int Id, ThriftType Type, ThriftShape? Shape = null, ThriftType Element = ThriftType.Struct, bool IsRequired = false)
{
    /// <summary>The same field, which may not be absent.</summary>
    public ThriftField Required => this with { IsRequired = true };
}
