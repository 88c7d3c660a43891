namespace Unseen.Data;

/// <summary>Names of the files and arrays in the xlsa17 layout.</summary>
internal static class XlsaNames
{
    /// <summary>The usual features file, without its extension.</summary>
    public const string FeaturesFile = "res101";

    /// <summary>The usual file of descriptors and split, without its extension.</summary>
    public const string SplitsFile = "att_splits";

    public const string Features = "features";
    public const string Labels = "labels";
    public const string ImageFiles = "image_files";
    public const string ClassNames = "allclasses_names";
    public const string Descriptors = "att";
    public const string TrainVal = "trainval_loc";
    public const string TestSeen = "test_seen_loc";
    public const string TestUnseen = "test_unseen_loc";
    public const string Train = "train_loc";
    public const string Val = "val_loc";

    /// <summary>The array with the dataset's short name. It is not part of xlsa17; the converter writes it.</summary>
    public const string DatasetName = "name";
}
