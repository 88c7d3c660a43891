namespace Unseen.Data.Parquet;

/// <summary>The Thrift structs of the footer and the page headers of a Parquet file, as defined in parquet.thrift of
/// format version 2.12, without encryption.</summary>
internal static class ParquetShapes
{
    public static readonly ThriftShape SchemaElement;
    public static readonly ThriftShape FileMetaData;
    public static readonly ThriftShape DataPageHeader;
    public static readonly ThriftShape DictionaryPageHeader;
    public static readonly ThriftShape DataPageHeaderV2;
    public static readonly ThriftShape PageHeader;

    static ParquetShapes()
    {
        var empty = new ThriftShape("marker");
        var statistics = new ThriftShape("Statistics", Binary(1), Binary(2), Long(3), Long(4), Binary(5), Binary(6),
            Bool(7), Bool(8));
        SchemaElement = new ThriftShape("SchemaElement", Int(1), Int(2), Int(3), Binary(4).Required, Int(5), Int(6),
            Int(7), Int(8), Int(9), Struct(10, LogicalType(empty)));
        FileMetaData = new ThriftShape(
            "FileMetaData", Int(1).Required, List(2, SchemaElement).Required, Long(3).Required,
                List(4, RowGroup(statistics)).Required, List(5, KeyValue), Binary(6),
            List(7, new ThriftShape("ColumnOrder", Struct(1, empty))));
        DataPageHeader = new ThriftShape("DataPageHeader", Int(1).Required, Int(2).Required, Int(3).Required,
            Int(4).Required, Struct(5, statistics));
        DictionaryPageHeader = new ThriftShape("DictionaryPageHeader", Int(1).Required, Int(2).Required, Bool(3));
        DataPageHeaderV2 = new ThriftShape(
            "DataPageHeaderV2", Int(1).Required, Int(2).Required, Int(3).Required, Int(4).Required, Int(5).Required,
                Int(6).Required, Bool(7), Struct(8, statistics));
        PageHeader = new ThriftShape(
            "PageHeader", Int(1).Required, Int(2).Required, Int(3).Required, Int(4), Struct(5, DataPageHeader),
                Struct(6, empty), Struct(7, DictionaryPageHeader), Struct(8, DataPageHeaderV2));
    }

    private static ThriftShape KeyValue { get; } = new("KeyValue", Binary(1).Required, Binary(2));

    private static ThriftShape LogicalType(ThriftShape empty)
    {
        var unit = new ThriftShape("TimeUnit", Struct(1, empty), Struct(2, empty), Struct(3, empty));
        var time = new ThriftShape("TimeType", Bool(1).Required, Struct(2, unit).Required);
        return new ThriftShape(
            "LogicalType", Struct(1, empty), Struct(2, empty), Struct(3, empty), Struct(4, empty),
                Struct(5, new ThriftShape("DecimalType", Int(1).Required, Int(2).Required)),
            Struct(6, empty), Struct(7, time), Struct(8, time),
                Struct(10, new ThriftShape("IntType", Byte(1).Required, Bool(2).Required)), Struct(11, empty),
                Struct(12, empty),
            Struct(13, empty), Struct(14, empty), Struct(15, empty),
                Struct(16, new ThriftShape("VariantType", Byte(1))),
                Struct(17, new ThriftShape("GeometryType", Binary(1))),
            Struct(18, new ThriftShape("GeographyType", Binary(1), Int(2))));
    }

    private static ThriftShape RowGroup(ThriftShape statistics)
    {
        var sizes = new ThriftShape("SizeStatistics", Long(1), Longs(2), Longs(3));
        var box = new ThriftShape("BoundingBox",
            [.. Enumerable.Range(1, 8).Select(id => new ThriftField(id, ThriftType.Double))]);
        var places = new ThriftShape("GeospatialStatistics", Struct(1, box), Ints(2));
        var encoding = new ThriftShape("PageEncodingStats", Int(1).Required, Int(2).Required, Int(3).Required);
        var column = new ThriftShape(
            "ColumnMetaData", Int(1).Required, Ints(2).Required, Texts(3).Required, Int(4).Required, Long(5).Required,
                Long(6).Required, Long(7).Required, List(8, KeyValue),
            Long(9).Required, Long(10), Long(11), Struct(12, statistics), List(13, encoding), Long(14), Int(15),
                Struct(16, sizes), Struct(17, places));
        var chunk = new ThriftShape("ColumnChunk", Binary(1), Long(2).Required, Struct(3, column).Required, Long(4),
            Int(5), Long(6), Int(7));
        var sorting = new ThriftShape("SortingColumn", Int(1).Required, Bool(2).Required, Bool(3).Required);
        return new ThriftShape("RowGroup", List(1, chunk).Required, Long(2).Required, Long(3).Required,
            List(4, sorting), Long(5), Long(6), new ThriftField(7, ThriftType.Int16));
    }

    private static ThriftField Bool(int id) => new(id, ThriftType.True);

    private static ThriftField Byte(int id) => new(id, ThriftType.Byte);

    private static ThriftField Int(int id) => new(id, ThriftType.Int32);

    private static ThriftField Long(int id) => new(id, ThriftType.Int64);

    private static ThriftField Binary(int id) => new(id, ThriftType.Binary);

    private static ThriftField Struct(int id, ThriftShape shape) => new(id, ThriftType.Struct, shape);

    private static ThriftField List(int id, ThriftShape shape) => new(id, ThriftType.List, shape);

    private static ThriftField Ints(int id) => new(id, ThriftType.List, Element: ThriftType.Int32);

    private static ThriftField Longs(int id) => new(id, ThriftType.List, Element: ThriftType.Int64);

    private static ThriftField Texts(int id) => new(id, ThriftType.List, Element: ThriftType.Binary);
}
