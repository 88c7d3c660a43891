namespace Unseen.Runs.Shards.Guard;

/// <summary>The fields of a kind of struct.</summary>
/// <param name="name">what the format calls it</param>
/// <param name="fields">its fields, numbered below 64</param>
internal sealed class ThriftShape(string name, params ThriftField[] fields)
{
    public string Name => name;

    public IReadOnlyList<ThriftField> Fields => fields;

    /// <summary>The field of a number, or null.</summary>
    public ThriftField? Find(int id) => Array.Find(fields, field => field.Id == id);
}
