namespace Unseen.Data.Parquet;

/// <summary>The shape of a Thrift struct: its name and its fields.</summary>
/// <param name="name">name of the struct in the format</param>
/// <param name="fields">fields of the struct, with ids below 64</param>
internal sealed class ThriftShape(string name, params ThriftField[] fields)
{
    public string Name => name;

    public IReadOnlyList<ThriftField> Fields => fields;

    /// <summary>Finds the field with an id; null if there is none.</summary>
    public ThriftField? Find(int id) => Array.Find(fields, field => field.Id == id);
}
