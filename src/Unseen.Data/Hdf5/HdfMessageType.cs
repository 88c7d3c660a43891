namespace Unseen.Data.Hdf5;

/// <summary>The types of object header messages that this reader knows.</summary>
internal enum HdfMessageType
{
    Dataspace = 0x01,
    LinkInfo = 0x02,
    DataType = 0x03,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    Filters = 0x0B,
    Attribute = 0x0C,
    Continuation = 0x10,
    SymbolTable = 0x11,
}
