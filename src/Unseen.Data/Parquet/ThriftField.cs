namespace Unseen.Data.Parquet;

/// <summary>A field of a Thrift struct.</summary>
/// <param name="Id">id of the field, at least 1</param>
/// <param name="Type">type of the field; True for both Boolean values</param>
/// <param name="Shape">shape of a struct, or of the structs of a list</param>
/// <param name="Element">type of a list's elements</param>
/// <param name="IsRequired">whether the field must be present</param>
internal sealed record ThriftField(
    int Id, ThriftType Type, ThriftShape? Shape = null, ThriftType Element = ThriftType.Struct, bool IsRequired = false)
{
    /// <summary>Gets a copy of this field that is required.</summary>
    public ThriftField Required => this with { IsRequired = true };
}
