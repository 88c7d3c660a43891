namespace Unseen.Data.Parquet;

/// <summary>The type of a value in Thrift's compact protocol: the low four bits of a field's first byte.</summary>
internal enum ThriftType
{
    Stop,
    True,
    False,
    Byte,
    Int16,
    Int32,
    Int64,
    Double,
    Binary,
    List,
    Set,
    Map,
    Struct,
    Uuid,
}
